// The backward call: every lane back through its chunks, then the sum of the lanes' gradients in their order.
#include <algorithm>

#include "calls.h"
#include "pack.h"

namespace unroll {
namespace {

/** Above this the embedding's gradient is not added up per lane but in one pass over the input's. */
constexpr double embeddingBytes = 256e6;

std::size_t floats(std::ptrdiff_t rows, std::ptrdiff_t columns) {
  return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
}

bool addsPerLane(const Kept& kept, const BackwardCall& call) {
  const Shape& shape = kept.shape;
  return call.embeddings && 4.0 * static_cast<double>(kept.lanes.size()) *
                                    static_cast<double>(shape.vocabulary) *
                                    static_cast<double>(shape.inputWidth()) <=
                                embeddingBytes;
}

LaneGradients cutLane(Cutter& cutter, const Kept& kept, const std::vector<Chunk>& chunks,
                      bool withEmbeddings) {
  const Shape& shape = kept.shape;
  LaneGradients lane{};
  lane.kernel = cutter.cut(floats(shape.inputs, shape.gateWidth()));
  lane.recurrentKernel = cutter.cut(floats(shape.units, shape.gateWidth()));
  lane.bias = cutter.cut(floats(1, shape.gateWidth()));
  if (withEmbeddings) lane.embeddings = cutter.cut(floats(shape.vocabulary, shape.inputWidth()));
  std::ptrdiff_t scratch = 0;
  for (const Chunk& chunk : chunks)
    scratch = std::max(scratch, scratchFloats(shape, chunk.rows, chunk.block));
  lane.scratch = cutter.cut(static_cast<std::size_t>(scratch));
  return lane;
}

struct Scratch {
  std::vector<LaneGradients> lanes;
  float* inputGradient;  // for an embedding too large to be added up per lane
};

Scratch cutAll(Cutter& cutter, const Kept& kept, const BackwardCall& call) {
  const bool perLane = addsPerLane(kept, call);
  Scratch scratch{};
  for (const std::vector<Chunk>& chunks : kept.lanes)
    scratch.lanes.push_back(cutLane(cutter, kept, chunks, perLane));
  if (call.embeddings && !perLane)
    scratch.inputGradient =
        cutter.cut(floats(kept.shape.batch * kept.shape.time, kept.shape.inputs));
  return scratch;
}

void clearLane(const LaneGradients& lane, const Shape& shape) {
  std::fill_n(lane.kernel, floats(shape.inputs, shape.gateWidth()), 0.0f);
  std::fill_n(lane.recurrentKernel, floats(shape.units, shape.gateWidth()), 0.0f);
  std::fill_n(lane.bias, floats(1, shape.gateWidth()), 0.0f);
  if (lane.embeddings)
    std::fill_n(lane.embeddings, floats(shape.vocabulary, shape.inputWidth()), 0.0f);
}

/** Share `index` of `count` rows, given to `count` lanes. */
struct Share {
  std::ptrdiff_t first, last;
  Share(std::ptrdiff_t rows, int index, int count)
      : first(rows * index / count), last(rows * (index + 1) / count) {}
};

void sumLanes(const Workshop& workshop, const Kept& kept, const std::vector<LaneGradients>& lanes,
              const BackwardCall& call) {
  const Shape& shape = kept.shape;
  const int count = static_cast<int>(lanes.size());
  std::vector<const float*> kernels, recurrentKernels, biases, embeddings;
  for (const LaneGradients& lane : lanes) {
    kernels.push_back(lane.kernel);
    recurrentKernels.push_back(lane.recurrentKernel);
    biases.push_back(lane.bias);
    embeddings.push_back(lane.embeddings);
  }
  if (call.bias) sumGates(call.bias, biases.data(), count, 0, 1, shape);
  workshop.pool.run(count, [&](int index) {
    const Share inputs(shape.inputs, index, count), units(shape.units, index, count);
    sumGates(call.kernel, kernels.data(), count, inputs.first, inputs.last, shape);
    sumGates(call.recurrentKernel, recurrentKernels.data(), count, units.first, units.last, shape);
    if (!embeddings[0]) return;
    const Share tokens(shape.vocabulary, index, count);
    sumRows(call.embeddings, embeddings.data(), count, tokens.first, tokens.last, shape.inputs);
  });
}

/** A large embedding's gradient: each lane takes some columns of all tokens, so that none share a number. */
void addByColumns(const Workshop& workshop, const Kept& kept, const float* inputGradient,
                  float* embeddings) {
  const Shape& shape = kept.shape;
  const int count = static_cast<int>(kept.lanes.size());
  workshop.pool.run(count, [&](int index) {
    const Share columns(shape.inputs, index, count);
    for (const std::vector<Chunk>& chunks : kept.lanes)
      for (const Chunk& chunk : chunks)
        for (std::ptrdiff_t step = 0; step < shape.time; step += 1)
          for (std::ptrdiff_t row = 0; row < chunk.rows; row += 1) {
            const std::ptrdiff_t time = kept.goBackwards ? shape.time - 1 - step : step;
            const float* from =
                inputGradient + ((chunk.firstRow + row) * shape.time + time) * shape.inputs;
            float* to = embeddings + chunk.ids[step * chunk.rows + row] * shape.inputs;
            for (std::ptrdiff_t k = columns.first; k < columns.last; k += 1) to[k] += from[k];
          }
  });
}

}  // namespace

void runBackward(const Workshop& workshop, Kept& kept, const BackwardCall& call) {
  Cutter measure;
  cutAll(measure, kept, call);
  Memory memory = workshop.slabs->take(measure.used());
  Cutter cutter(memory.data());
  const Scratch scratch = cutAll(cutter, kept, call);
  const BackwardTask task{kept.shape,
                          kept.weights,
                          kept.goBackwards,
                          kept.returnSequences,
                          kept.inputMask,
                          call.outputGradient,
                          {call.stateGradient[0], call.stateGradient[1]},
                          scratch.inputGradient ? scratch.inputGradient : call.input,
                          {call.initial[0], call.initial[1]}};
  workshop.pool.run(static_cast<int>(kept.lanes.size()), [&](int index) {
    const auto at = static_cast<std::size_t>(index);
    clearLane(scratch.lanes[at], kept.shape);
    for (const Chunk& chunk : kept.lanes[at])
      kept.kernels->backward(task, chunk, scratch.lanes[at]);
  });
  sumLanes(workshop, kept, scratch.lanes, call);
  if (scratch.inputGradient)
    addByColumns(workshop, kept, scratch.inputGradient, call.embeddings);
  workshop.slabs->giveBack(std::move(memory));
}

}  // namespace unroll
