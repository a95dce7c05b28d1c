// The optimizers' calls from JavaScript, checked in full before a number changes.
#include "optimize-arguments.h"

#include <functional>

#include "optimize.h"

namespace unroll {
namespace {

struct Floats {
  float* data;
  std::size_t count;
  std::string name;
};

Floats floatsOf(napi_env env, napi_value value, const std::string& name) {
  bool is = false;
  need(napi_is_typedarray(env, value, &is));
  napi_typedarray_type type = napi_int8_array;
  std::size_t count = 0;
  void* data = nullptr;
  if (is) need(napi_get_typedarray_info(env, value, &type, &count, &data, nullptr, nullptr));
  if (type != napi_float32_array) throw Complaint{Complaint::Type, name + " must be a Float32Array."};
  return {static_cast<float*>(data), count, name};
}

void checkLengths(const std::vector<Floats>& arrays) {
  for (const Floats& array : arrays)
    if (array.count != arrays[0].count)
      throw Complaint{Complaint::Range, array.name + " has " + std::to_string(array.count) +
                                            " elements; " + arrays[0].name + " has " +
                                            std::to_string(arrays[0].count) + "."};
}

/** Arrays of one length may not share an element. */
void checkApart(const std::vector<Floats>& arrays) {
  const std::less<const float*> before;
  for (std::size_t one = 0; one < arrays.size(); one += 1)
    for (std::size_t other = 0; other < one; other += 1) {
      const Floats &a = arrays[one], &b = arrays[other];
      if (before(a.data, b.data + b.count) && before(b.data, a.data + a.count))
        throw Complaint{Complaint::Range, a.name + " shares memory with " + b.name + "."};
    }
}

/** The slots behind the values and the gradient. */
void needSlots(const std::vector<Floats>& arrays, std::size_t count) {
  if (arrays.size() != count + 2)
    throw Complaint{Complaint::Range, "\"slots\" must hold as many arrays as the rule needs, " +
                                          std::to_string(count) + "."};
}

Rmsprop rmspropOf(const Properties& call, const std::vector<Floats>& arrays) {
  Rmsprop rule{};
  rule.learningRate = call.number("learningRate");
  rule.rho = call.number("rho");
  rule.momentum = call.number("momentum");
  rule.epsilon = call.number("epsilon");
  const bool hasVelocities = rule.momentum > 0, isCentered = call.flag("centered");
  needSlots(arrays, 1 + (hasVelocities ? 1 : 0) + (isCentered ? 1 : 0));
  rule.squares = arrays[2].data;
  rule.velocities = hasVelocities ? arrays[3].data : nullptr;
  rule.means = isCentered ? arrays.back().data : nullptr;
  return rule;
}

Adam adamOf(const Properties& call, const std::vector<Floats>& arrays) {
  needSlots(arrays, 2);
  return {call.number("rate"),    call.number("kept"), call.number("beta1"), call.number("beta2"),
          call.number("epsilon"), arrays[2].data,      arrays[3].data};
}

/** Values, gradient, slots. */
std::vector<Floats> arraysOf(napi_env env, const Properties& call,
                             const std::vector<napi_value>& slots) {
  std::vector<Floats> arrays{floatsOf(env, call.value("values"), "\"values\""),
                             floatsOf(env, call.value("gradient"), "\"gradient\"")};
  for (std::size_t at = 0; at < slots.size(); at += 1)
    arrays.push_back(floatsOf(env, slots[at], "\"slots[" + std::to_string(at) + "]\""));
  checkLengths(arrays);
  checkApart(arrays);
  return arrays;
}

}  // namespace

napi_value updateWeight(napi_env env, Pool& pool, napi_value value) {
  const Properties call(env, value, "The call",
                        {"rule", "values", "gradient", "slots", "gradientScale", "learningRate",
                         "rho", "momentum", "centered", "epsilon", "rate", "kept", "beta1",
                         "beta2"});
  const std::vector<napi_value> slots = members(env, call.value("slots"), 3, "\"slots\"");
  // From here on no JavaScript runs, so no array can change its length or go away.
  const std::vector<Floats> arrays = arraysOf(env, call, slots);
  WeightNumbers numbers{static_cast<std::ptrdiff_t>(arrays[0].count), arrays[0].data,
                        arrays[1].data, nullptr, call.number("gradientScale")};
  napi_value updated = nullptr;
  const auto run = [&](const auto& rule) {
    updated = newFloats(env, arrays[0].count, &numbers.updated);
    update(pool, numbers, rule);
    return updated;
  };
  const std::string rule = call.text("rule");
  if (rule == "rmsprop") return run(rmspropOf(call, arrays));
  if (rule == "adam") return run(adamOf(call, arrays));
  throw Complaint{Complaint::Type, "\"rule\" must be rmsprop or adam."};
}

napi_value sumSquares(napi_env env, Pool& pool, napi_value value) {
  const Floats values = floatsOf(env, value, "The argument");
  napi_value sum;
  need(napi_create_double(
      env, sumOfSquares(pool, values.data, static_cast<std::ptrdiff_t>(values.count)), &sum));
  return sum;
}

}  // namespace unroll
