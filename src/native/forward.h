// The forward pass of a chunk: block by block of time steps, from the input's rows to the last state.
#pragma once
#include "rows.h"
#include "step.h"

namespace unroll {
namespace {

/** The inputs of one block of steps into the private layout, looked up and masked. */
inline void gather(const ForwardTask& task, const Chunk& chunk, std::ptrdiff_t first,
                   std::ptrdiff_t steps, float* x) {
  const Shape& shape = task.shape;
  const std::ptrdiff_t inputs = shape.inputs, width = shape.inputWidth();
  for (std::ptrdiff_t step = first; step < first + steps; step += 1) {
    for (std::ptrdiff_t r = 0; r < chunk.rows; r += 1, x += width) {
      const std::ptrdiff_t row = chunk.firstRow + r;
      const float* from =
          task.embeddings ? task.embeddings + chunk.ids[step * chunk.rows + r] * inputs
                          : task.input + placeOf(shape, row, step, task.goBackwards, inputs);
      if (!task.inputMask) {
        copyRow(x, from, inputs);
        continue;
      }
      const float* mask = task.inputMask + row * inputs;
      for (std::ptrdiff_t k = 0; k < inputs; k += 1) x[k] = from[k] * mask[k];
    }
  }
}

/** The block's input product for all its steps at once: large weights are read once instead of once a step. */
inline void project(const ForwardTask& task, const Chunk& chunk, std::ptrdiff_t steps,
                    const float* x, float* gates) {
  const Shape& shape = task.shape;
  const Product product = byPanels(x, shape.inputWidth(), task.weights.input);
  multiply<false>(steps * chunk.rows, shape.gateWidth(), &product, 1,
                  {gates, shape.gateWidth(), task.weights.bias, 0});
}

inline void writeOutput(const ForwardTask& task, const Chunk& chunk, std::ptrdiff_t step,
                        const float* h) {
  const Shape& shape = task.shape;
  for (std::ptrdiff_t r = 0; r < chunk.rows; r += 1)
    copyRow(task.output + placeOf(shape, chunk.firstRow + r, step, false, shape.units),
            h + r * shape.unitWidth(), shape.units);
}

template <typename CellKernel>
void forwardChunk(const ForwardTask& task, const Chunk& chunk) {
  const Shape& shape = task.shape;
  const bool hasGates = shape.cell != Cell::SimpleRnn, hasCell = shape.cell == Cell::Lstm;
  const std::ptrdiff_t state = chunk.rows * shape.unitWidth();
  const std::ptrdiff_t gates = chunk.rows * shape.gateWidth();
  const std::ptrdiff_t inputs = chunk.rows * shape.inputWidth();
  readRows(chunk.h, task.initial[0], shape, chunk);
  if (hasCell) readRows(chunk.c, task.initial[1], shape, chunk);
  float *h = chunk.h, *c = chunk.c;  // the state before the step
  for (std::ptrdiff_t first = 0; first < shape.time; first += chunk.block) {
    const std::ptrdiff_t left = shape.time - first;
    const std::ptrdiff_t steps = left < chunk.block ? left : chunk.block;
    if (!task.keep && first > 0) {
      copyRow(chunk.h, h, state);
      if (hasCell) copyRow(chunk.c, c, state);
      h = chunk.h;
      c = chunk.c;
    }
    const std::ptrdiff_t base = task.keep ? first : 0;
    float* x = chunk.x + base * inputs;
    float* blockGates = hasGates ? chunk.gates + base * gates : h + state;
    gather(task, chunk, first, steps, x);
    if (task.hoist) project(task, chunk, steps, x, blockGates);
    for (std::ptrdiff_t s = 0; s < steps; s += 1) {
      CellKernel::forward(shape, task.weights,
                          {chunk.rows, task.hoist, x + s * inputs, h, c, blockGates + s * gates,
                           h + state, hasCell ? c + state : nullptr});
      h += state;
      if (hasCell) c += state;
      if (task.returnSequences) writeOutput(task, chunk, first + s, h);
    }
  }
  if (!task.returnSequences) writeRows(task.output, h, shape, chunk);
  writeRows(task.state[0], h, shape, chunk);
  if (hasCell) writeRows(task.state[1], c, shape, chunk);
}

}  // namespace
}  // namespace unroll
