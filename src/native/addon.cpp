// The addon as JavaScript sees it: forward, backward, release, the optimizers, and what they run with.
#include <algorithm>

#include "arguments.h"
#include "environment.h"
#include "handle.h"
#include "optimize-arguments.h"

namespace unroll {
namespace {

template <std::size_t Count>
struct Arguments {
  napi_value values[Count];

  Arguments(napi_env env, napi_callback_info info) {
    std::size_t count = Count;
    need(napi_get_cb_info(env, info, &count, values, nullptr, nullptr));  // missing: undefined
  }
};

Environment& environmentOf(napi_env env) {
  void* data = nullptr;
  need(napi_get_instance_data(env, &data));
  if (!data) throw Pending{};
  return *static_cast<Environment*>(data);
}

void set(napi_env env, napi_value object, const char* name, napi_value value) {
  need(napi_set_named_property(env, object, name, value));
}

napi_value arrayOf(napi_env env, const std::vector<napi_value>& values) {
  napi_value array;
  need(napi_create_array_with_length(env, values.size(), &array));
  for (std::size_t at = 0; at < values.size(); at += 1)
    need(napi_set_element(env, array, static_cast<std::uint32_t>(at), values[at]));
  return array;
}

/** As many arrays [batch, units] as the cell has states. */
napi_value newStates(napi_env env, const Shape& shape, float* (&data)[2]) {
  const auto size = static_cast<std::size_t>(shape.batch * shape.units);
  std::vector<napi_value> states{newFloats(env, size, &data[0])};
  if (shape.cell == Cell::Lstm) states.push_back(newFloats(env, size, &data[1]));
  return arrayOf(env, states);
}

napi_value forward(napi_env env, napi_callback_info info) {
  return guarded(env, [&] {
    const Arguments<1> arguments(env, info);
    ForwardCall call = readForward(env, arguments.values[0]);
    const Shape& shape = call.shape;
    const auto rows = static_cast<std::size_t>(shape.batch * shape.units);
    const auto steps = static_cast<std::size_t>(call.returnSequences ? shape.time : 1);
    napi_value result;
    need(napi_create_object(env, &result));
    set(env, result, "output", newFloats(env, rows * steps, &call.output));
    set(env, result, "state", newStates(env, shape, call.state));
    std::unique_ptr<Kept> kept;
    try {
      kept = runForward(environmentOf(env).workshop(), call);
    } catch (const BadToken& token) {
      throw Complaint{Complaint::Range, "The token id " + std::to_string(token.id) +
                                            " is not one of the embedding's " +
                                            std::to_string(shape.vocabulary) + " rows."};
    }
    set(env, result, "handle", call.keep ? wrapKept(env, std::move(kept)) : nullValue(env));
    return result;
  });
}

/** The arrays that the backward pass fills, as properties of the result. */
napi_value newGradients(napi_env env, const Kept& kept, bool wantsInput, BackwardCall& call) {
  const Shape& shape = kept.shape;
  const auto inputs = static_cast<std::size_t>(shape.inputs);
  const auto units = static_cast<std::size_t>(shape.units);
  const auto gates = units * static_cast<std::size_t>(shape.gates());
  const auto steps = static_cast<std::size_t>(shape.batch * shape.time);
  const auto rows = static_cast<std::size_t>(shape.vocabulary);
  const auto make = [&](bool wanted, std::size_t size, float** data) {
    return wanted ? newFloats(env, size, data) : nullValue(env);
  };
  napi_value result;
  need(napi_create_object(env, &result));
  set(env, result, "kernel", make(true, inputs * gates, &call.kernel));
  set(env, result, "recurrentKernel", make(true, units * gates, &call.recurrentKernel));
  set(env, result, "bias", make(kept.hasBias, gates, &call.bias));
  set(env, result, "input", make(wantsInput && rows == 0, steps * inputs, &call.input));
  set(env, result, "embeddings", make(rows > 0, rows * inputs, &call.embeddings));
  set(env, result, "initialState",
      kept.hasInitial ? newStates(env, shape, call.initial) : nullValue(env));
  return result;
}

napi_value backward(napi_env env, napi_callback_info info) {
  return guarded(env, [&] {
    const Arguments<2> arguments(env, info);
    Gradients gradients(env, arguments.values[1]);
    Kept& kept = keptOf(env, arguments.values[0]);
    gradients.check(kept);
    BackwardCall call{};
    call.outputGradient = gradients.output;
    std::copy_n(gradients.state, 2, call.stateGradient);
    napi_value result = newGradients(env, kept, gradients.wantsInput, call);
    runBackward(environmentOf(env).workshop(), kept, call);
    dropKept(env, arguments.values[0]);
    return result;
  });
}

napi_value release(napi_env env, napi_callback_info info) {
  return guarded(env, [&]() -> napi_value {
    const Arguments<1> arguments(env, info);
    dropKept(env, arguments.values[0]);
    return nullptr;
  });
}

napi_value update(napi_env env, napi_callback_info info) {
  return guarded(env, [&] {
    const Arguments<1> arguments(env, info);
    return updateWeight(env, environmentOf(env).pool, arguments.values[0]);
  });
}

napi_value sumOfSquares(napi_env env, napi_callback_info info) {
  return guarded(env, [&] {
    const Arguments<1> arguments(env, info);
    return sumSquares(env, environmentOf(env).pool, arguments.values[0]);
  });
}

napi_value useInstructionSet(napi_env env, napi_callback_info info) {
  return guarded(env, [&]() -> napi_value {
    const Arguments<1> arguments(env, info);
    Environment& environment = environmentOf(env);
    const napi_value value = arguments.values[0];
    if (isMissing(env, value)) {
      environment.kernels = environment.available.front();
      return nullptr;
    }
    const std::string name = textOf(env, value, "The instruction set");
    for (const KernelSet* kernels : environment.available) {
      if (name != kernels->name) continue;
      environment.kernels = kernels;
      return nullptr;
    }
    throw Complaint{Complaint::Range, "The instruction set is not one this machine can run."};
  });
}

napi_value useThreads(napi_env env, napi_callback_info info) {
  return guarded(env, [&]() -> napi_value {
    const Arguments<1> arguments(env, info);
    const std::ptrdiff_t count = sizeOf(env, arguments.values[0], "The number of threads");
    environmentOf(env).pool.resize(static_cast<int>(std::min<std::ptrdiff_t>(count, 64)));
    return nullptr;
  });
}

void addFunction(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  need(napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function));
  set(env, exports, name, function);
}

napi_value setUp(napi_env env, napi_value exports) {
  return guarded(env, [&] {
    auto environment = std::make_unique<Environment>();
    std::vector<napi_value> names;
    for (const KernelSet* kernels : environment->available) {
      napi_value name;
      need(napi_create_string_utf8(env, kernels->name, NAPI_AUTO_LENGTH, &name));
      names.push_back(name);
    }
    const auto end = [](napi_env, void* data, void*) { delete static_cast<Environment*>(data); };
    need(napi_set_instance_data(env, environment.get(), end, nullptr));
    environment.release();
    set(env, exports, "instructionSets", arrayOf(env, names));
    addFunction(env, exports, "useInstructionSet", useInstructionSet);
    addFunction(env, exports, "useThreads", useThreads);
    addFunction(env, exports, "forward", forward);
    addFunction(env, exports, "backward", backward);
    addFunction(env, exports, "release", release);
    addFunction(env, exports, "update", update);
    addFunction(env, exports, "sumOfSquares", sumOfSquares);
    return exports;
  });
}

}  // namespace
}  // namespace unroll

NAPI_MODULE_INIT() { return unroll::setUp(env, exports); }
