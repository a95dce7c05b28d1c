// The backward pass of a chunk through time: block by block from the end, weights' gradients once a block.
#pragma once
#include "rows.h"
#include "step.h"

namespace unroll {
namespace {

/** A chunk's scratch memory, see scratchFloats. */
struct Scratch {
  float *dGates, *resetH, *dx, *panel, *tiles, *dh, *dc, *spare;

  Scratch(const Shape& shape, const Chunk& chunk, float* memory) {
    const std::ptrdiff_t state = chunk.rows * shape.unitWidth();
    dGates = memory;
    resetH = dGates + state * chunk.block;
    dx = resetH + state * chunk.block;
    panel = dx + chunk.rows * shape.inputWidth() * chunk.block;
    tiles = panel + chunk.rows * 2 * lane * chunk.block;
    dh = tiles + chunk.rows * shape.widest() * chunk.block;
    dc = dh + state;
    spare = dc + state;
  }
};

/** Adds a [batch, units] or [batch, time, units] gradient's rows to padded rows. */
inline void addRows(float* to, const float* from, std::ptrdiff_t fromStride, const Shape& shape,
                    const Chunk& chunk) {
  for (std::ptrdiff_t r = 0; r < chunk.rows; r += 1)
    for (std::ptrdiff_t k = 0; k < shape.units; k += 1)
      to[r * shape.unitWidth() + k] += from[r * fromStride + k];
}

inline void addOutputGradient(const BackwardTask& task, const Chunk& chunk, std::ptrdiff_t step,
                              float* dh) {
  const Shape& shape = task.shape;
  if (task.returnSequences) {
    const float* from = task.outputGradient +
                        placeOf(shape, chunk.firstRow, step, false, shape.units);
    addRows(dh, from, shape.time * shape.units, shape, chunk);
  } else if (step == shape.time - 1) {
    addRows(dh, task.outputGradient + chunk.firstRow * shape.units, shape.units, shape, chunk);
  }
}

// From this many floats on rows lie so far apart that a few sets of the cache would serve a whole column of them.
constexpr std::ptrdiff_t longStride = 512;

/** left^T times the gates' gradients, over all rows and steps of a block, added to a weight's gradient. */
inline void addProduct(const Shape& shape, const Scratch& scratch, std::ptrdiff_t depth,
                       const float* left, std::ptrdiff_t leftRows, std::ptrdiff_t leftStride,
                       const float* dGates, std::ptrdiff_t columns, float* to) {
  const std::ptrdiff_t width = shape.gateWidth();
  if (width < longStride) {
    const Product product{left, 1, leftStride, dGates, panelFloats, width, depth};
    return multiply<true>(leftRows, columns, &product, 1, {to, width, to, width});
  }
  packTiles(scratch.tiles, left, leftStride, leftRows, depth);
  const Product product{scratch.tiles, depth, 0, scratch.panel, 0, panelFloats, depth};
  for (std::ptrdiff_t column = 0; column < columns; column += panelFloats) {
    const std::ptrdiff_t rest = columns - column, here = rest < panelFloats ? rest : panelFloats;
    packPanel(scratch.panel, dGates + column, width, here, depth);
    multiply<true>(leftRows, here, &product, 1, {to + column, width, to + column, width});
  }
}

inline void addWeightGradients(const Shape& shape, const Chunk& chunk, std::ptrdiff_t first,
                               std::ptrdiff_t steps, const float* dGates, const Scratch& scratch,
                               const LaneGradients& gradients) {
  const std::ptrdiff_t depth = steps * chunk.rows, width = shape.unitWidth();
  const float* x = chunk.x + first * chunk.rows * shape.inputWidth();
  const float* hBefore = chunk.h + first * chunk.rows * width;
  const bool isGru = shape.cell == Cell::Gru;
  addProduct(shape, scratch, depth, x, shape.inputs, shape.inputWidth(), dGates, shape.gateWidth(),
             gradients.kernel);
  addProduct(shape, scratch, depth, hBefore, shape.units, width, dGates,
             isGru ? 2 * width : shape.gateWidth(), gradients.recurrentKernel);
  if (isGru)
    addProduct(shape, scratch, depth, scratch.resetH, shape.units, width, dGates + 2 * width, width,
               gradients.recurrentKernel + 2 * width);
}

/** The input's gradient of a block: out to the caller's layout, or into the embedding's rows. */
inline void scatter(const BackwardTask& task, const Chunk& chunk, std::ptrdiff_t first,
                    std::ptrdiff_t steps, const float* dx, float* embeddings) {
  const Shape& shape = task.shape;
  const std::ptrdiff_t inputs = shape.inputs, width = shape.inputWidth();
  for (std::ptrdiff_t step = first; step < first + steps; step += 1) {
    for (std::ptrdiff_t r = 0; r < chunk.rows; r += 1, dx += width) {
      const std::ptrdiff_t row = chunk.firstRow + r;
      const float* mask = task.inputMask ? task.inputMask + row * inputs : nullptr;
      if (embeddings) {
        float* to = embeddings + chunk.ids[step * chunk.rows + r] * width;
        if (mask)
          for (std::ptrdiff_t k = 0; k < inputs; k += 1) to[k] += dx[k] * mask[k];
        else
          for (std::ptrdiff_t k = 0; k < width; k += vectorFloats)
            store(to + k, load(to + k) + load(dx + k));
        continue;
      }
      float* to = task.inputGradient + placeOf(shape, row, step, task.goBackwards, inputs);
      if (!mask) copyRow(to, dx, inputs);
      else
        for (std::ptrdiff_t k = 0; k < inputs; k += 1) to[k] = dx[k] * mask[k];
    }
  }
}

inline void backwardInput(const BackwardTask& task, const Chunk& chunk, std::ptrdiff_t first,
                          std::ptrdiff_t steps, const float* dGates, float* dx,
                          float* embeddings) {
  if (!embeddings && !task.inputGradient) return;
  const Shape& shape = task.shape;
  const Product product = byPanels(dGates, shape.gateWidth(), task.weights.inputTransposed);
  multiply<false>(steps * chunk.rows, shape.inputWidth(), &product, 1,
                  {dx, shape.inputWidth(), nullptr, 0});
  scatter(task, chunk, first, steps, dx, embeddings);
}

template <typename CellKernel>
void backwardChunk(const BackwardTask& task, const Chunk& chunk, const LaneGradients& gradients) {
  const Shape& shape = task.shape;
  const bool hasGates = shape.cell != Cell::SimpleRnn, hasCell = shape.cell == Cell::Lstm;
  const std::ptrdiff_t state = chunk.rows * shape.unitWidth();
  const std::ptrdiff_t width = chunk.rows * shape.gateWidth();
  const Scratch scratch(shape, chunk, gradients.scratch);
  readRows(scratch.dh, task.stateGradient[0], shape, chunk);
  readRows(scratch.dc, task.stateGradient[1], shape, chunk);
  const std::ptrdiff_t blocks = (shape.time + chunk.block - 1) / chunk.block;
  for (std::ptrdiff_t block = blocks - 1; block >= 0; block -= 1) {
    const std::ptrdiff_t first = block * chunk.block, left = shape.time - first;
    const std::ptrdiff_t steps = left < chunk.block ? left : chunk.block;
    float* dGates = hasGates ? chunk.gates + first * width : scratch.dGates;
    for (std::ptrdiff_t s = steps - 1; s >= 0; s -= 1) {
      const std::ptrdiff_t step = first + s;
      const float* h = chunk.h + step * state;
      const float* c = hasCell ? chunk.c + step * state : nullptr;
      float* gates = dGates + s * width;
      addOutputGradient(task, chunk, step, scratch.dh);
      CellKernel::backward(shape, task.weights,
                           {chunk.rows, h, h + state, c, hasCell ? c + state : nullptr, gates,
                            scratch.resetH + s * state, scratch.spare, scratch.dh, scratch.dc,
                            gradients.bias});
    }
    addWeightGradients(shape, chunk, first, steps, dGates, scratch, gradients);
    backwardInput(task, chunk, first, steps, dGates, scratch.dx, gradients.embeddings);
  }
  writeRows(task.initialGradient[0], scratch.dh, shape, chunk);
  writeRows(task.initialGradient[1], scratch.dc, shape, chunk);
}

}  // namespace
}  // namespace unroll
