// The arguments of forward() and backward(), checked in full before a kernel sees them.
#include "arguments.h"

namespace unroll {
namespace {

constexpr double mostFloats = 1099511627776.0;  // 2^40, so that no product of sizes overflows

Cell cellOf(const std::string& name) {
  if (name == "SimpleRNN") return Cell::SimpleRnn;
  if (name == "LSTM") return Cell::Lstm;
  if (name == "GRU") return Cell::Gru;
  throw Complaint{Complaint::Type, "\"cell\" must be SimpleRNN, LSTM or GRU."};
}

std::uint32_t statesOf(const Shape& shape) { return shape.cell == Cell::Lstm ? 2 : 1; }

Shape shapeOf(const Properties& call) {
  Shape shape{};
  shape.cell = cellOf(call.text("cell"));
  shape.batch = call.size("batch");
  shape.time = call.size("time");
  shape.inputs = call.size("inputs");
  shape.units = call.size("units");
  const double rows = static_cast<double>(shape.batch) * static_cast<double>(shape.time);
  const auto widest = static_cast<double>(shape.gateWidth() + shape.inputWidth());
  if (rows * widest > mostFloats || widest * widest > mostFloats)
    throw Complaint{Complaint::Range, "A sequence of this size is too large."};
  return shape;
}

/** Either a sequence, or token ids with the embedding's rows. */
void readInput(const Properties& properties, ForwardCall& call) {
  Shape& shape = call.shape;
  const bool hasIds = !properties.isMissing("ids");
  const bool hasInput = !properties.isMissing("input");
  if (hasIds == hasInput)
    throw Complaint{Complaint::Type, "Give either \"input\" or \"ids\" with \"embeddings\"."};
  if (hasInput) {
    if (!properties.isMissing("embeddings"))
      throw Complaint{Complaint::Type, "\"embeddings\" go with \"ids\", not with \"input\"."};
    call.input = properties.floats("input", shape.batch * shape.time * shape.inputs);
    return;
  }
  call.ids = properties.integers("ids", shape.batch * shape.time);
  const std::ptrdiff_t count = properties.floatCount("embeddings");
  shape.vocabulary = count / shape.inputs;
  if (count == 0 || count % shape.inputs != 0)
    throw Complaint{Complaint::Range, "\"embeddings\" must hold whole rows of " +
                                          std::to_string(shape.inputs) + " elements."};
  call.embeddings = properties.floats("embeddings", count);
}

}  // namespace

ForwardCall readForward(napi_env env, napi_value value) {
  const Properties properties(
      env, value, "The call",
      {"cell", "batch", "time", "inputs", "units", "kernel", "recurrentKernel", "bias", "input",
       "ids", "embeddings", "inputMask", "initialState", "goBackwards", "returnSequences", "keep"});
  std::vector<napi_value> initial;
  const bool hasInitial = !properties.isMissing("initialState");
  if (hasInitial) initial = members(env, properties.value("initialState"), 2, "\"initialState\"");
  // From here on no JavaScript runs, so no array can change its length or go away.
  ForwardCall call{};
  call.shape = shapeOf(properties);
  const Shape& shape = call.shape;
  const std::ptrdiff_t gates = shape.gates() * shape.units;
  call.keep = properties.flag("keep");
  call.goBackwards = properties.flag("goBackwards");
  call.returnSequences = properties.flag("returnSequences");
  call.kernel = properties.floats("kernel", shape.inputs * gates);
  call.recurrentKernel = properties.floats("recurrentKernel", shape.units * gates);
  call.bias = properties.floats("bias", gates, true);
  readInput(properties, call);
  call.inputMask = properties.floats("inputMask", shape.batch * shape.inputs, true);
  if (hasInitial && initial.size() != statesOf(shape))
    throw Complaint{Complaint::Range, shape.cell == Cell::Lstm
                                          ? "\"initialState\" must hold two arrays, h and c."
                                          : "\"initialState\" must hold one array, h."};
  for (std::size_t at = 0; at < initial.size(); at += 1)
    call.initial[at] = static_cast<const float*>(
        elements(env, initial[at], napi_float32_array, shape.batch * shape.units,
                 "\"initialState[" + std::to_string(at) + "]\""));
  return call;
}

Gradients::Gradients(napi_env env, napi_value value)
    : env_(env), properties_(env, value, "The gradients", {"output", "state", "inputGradient"}) {
  if (!properties_.isMissing("state"))
    states_ = members(env, properties_.value("state"), 2, "\"state\"");
}

void Gradients::check(const Kept& kept) {
  const Shape& shape = kept.shape;
  const std::ptrdiff_t states = shape.batch * shape.units;
  output = properties_.floats("output", kept.returnSequences ? states * shape.time : states);
  wantsInput = properties_.flag("inputGradient", true);
  if (states_.size() > statesOf(shape))
    throw Complaint{Complaint::Range, "\"state\" has more members than the cell has states."};
  for (std::size_t at = 0; at < states_.size(); at += 1)
    if (!isMissing(env_, states_[at]))
      state[at] = static_cast<const float*>(
          elements(env_, states_[at], napi_float32_array, states,
                   "\"state[" + std::to_string(at) + "]\""));
}

}  // namespace unroll
