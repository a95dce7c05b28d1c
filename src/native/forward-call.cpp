// The forward call: memory, weights and ids into the private layout, then every lane through its chunks.
#include <algorithm>

#include "calls.h"
#include "pack.h"
#include "plan.h"

namespace unroll {
namespace {

struct Layout {
  float *bias, *input, *recurrent, *inputTransposed, *recurrentTransposed, *inputMask;
};

/** The memory of a chunk: all time steps when they are kept, else one block of them. */
void cutChunk(Cutter& cutter, const ForwardCall& call, Chunk& chunk) {
  const Shape& shape = call.shape;
  const auto rows = static_cast<std::size_t>(chunk.rows);
  const auto steps = static_cast<std::size_t>(call.keep ? shape.time : chunk.block);
  const auto inputs = static_cast<std::size_t>(shape.inputWidth());
  const auto units = static_cast<std::size_t>(shape.unitWidth());
  if (call.ids) chunk.ids = cutter.cut<std::int32_t>(rows * static_cast<std::size_t>(shape.time));
  chunk.x = cutter.cut(steps * rows * inputs);
  if (shape.cell != Cell::SimpleRnn)
    chunk.gates = cutter.cut(steps * rows * static_cast<std::size_t>(shape.gateWidth()));
  chunk.h = cutter.cut((steps + 1) * rows * units);
  if (shape.cell == Cell::Lstm) chunk.c = cutter.cut((steps + 1) * rows * units);
}

Layout cutAll(Cutter& cutter, const ForwardCall& call, std::ptrdiff_t panel,
              std::vector<std::vector<Chunk>>& lanes) {
  const Shape& shape = call.shape;
  const std::ptrdiff_t width = shape.gateWidth();
  Layout layout{};
  layout.bias = cutter.cut(static_cast<std::size_t>(width));
  layout.input = cutter.cut(panelFloats(shape.inputs, width, panel));
  layout.recurrent = cutter.cut(panelFloats(shape.units, width, panel));
  if (call.keep) {
    layout.inputTransposed = cutter.cut(panelFloats(width, shape.inputWidth(), panel));
    layout.recurrentTransposed = cutter.cut(panelFloats(width, shape.unitWidth(), panel));
    if (call.inputMask)
      layout.inputMask = cutter.cut(static_cast<std::size_t>(shape.batch * shape.inputs));
  }
  for (std::vector<Chunk>& chunks : lanes)
    for (Chunk& chunk : chunks) cutChunk(cutter, call, chunk);
  return layout;
}

/** Ids by step and row, in reading order. Each is read once: another thread may write to shared ones. */
void takeIds(const ForwardCall& call, const Chunk& chunk) {
  const Shape& shape = call.shape;
  for (std::ptrdiff_t row = 0; row < chunk.rows; row += 1) {
    const std::int32_t* from = call.ids + (chunk.firstRow + row) * shape.time;
    for (std::ptrdiff_t step = 0; step < shape.time; step += 1) {
      const std::ptrdiff_t time = call.goBackwards ? shape.time - 1 - step : step;
      const std::int32_t id = *static_cast<const volatile std::int32_t*>(from + time);
      if (id < 0 || id >= shape.vocabulary) throw BadToken{id};
      chunk.ids[step * chunk.rows + row] = id;
    }
  }
}

void packWeights(const Workshop& workshop, const ForwardCall& call, const Layout& layout) {
  const Shape& shape = call.shape;
  const std::ptrdiff_t panel = workshop.kernels->panel;
  std::fill_n(layout.bias, shape.gateWidth(), 0.0f);
  if (call.bias)
    for (std::ptrdiff_t gate = 0; gate < shape.gates(); gate += 1)
      std::copy_n(call.bias + gate * shape.units, shape.units,
                  layout.bias + gate * shape.unitWidth());
  if (layout.inputMask)
    std::copy_n(call.inputMask, shape.batch * shape.inputs, layout.inputMask);
  const auto part = [&](int index) {
    if (index == 0) packGates(layout.input, call.kernel, shape.inputs, shape, panel);
    if (index == 1) packGates(layout.recurrent, call.recurrentKernel, shape.units, shape, panel);
    if (index == 2)
      packTransposed(layout.inputTransposed, call.kernel, shape.inputs, shape, panel);
    if (index == 3)
      packTransposed(layout.recurrentTransposed, call.recurrentKernel, shape.units, shape, panel);
  };
  const int parts = call.keep ? 4 : 2;
  if (isLarge(shape)) return workshop.pool.run(parts, part);
  for (int index = 0; index < parts; index += 1) part(index);
}

PackedWeights packed(const Layout& layout, const Shape& shape, std::ptrdiff_t panel) {
  const std::ptrdiff_t width = shape.gateWidth();
  return {{layout.input, shape.inputs, panel},
          {layout.recurrent, shape.units, panel},
          {layout.inputTransposed, width, panel},
          {layout.recurrentTransposed, width, panel},
          layout.bias};
}

ForwardTask taskOf(const ForwardCall& call, const PackedWeights& weights) {
  return {call.shape,
          weights,
          call.keep,
          isLarge(call.shape),
          call.goBackwards,
          call.returnSequences,
          call.input,
          call.embeddings,
          call.inputMask,
          {call.initial[0], call.initial[1]},
          call.output,
          {call.state[0], call.state[1]}};
}

}  // namespace

std::unique_ptr<Kept> runForward(const Workshop& workshop, const ForwardCall& call) {
  auto kept = std::make_unique<Kept>();
  const std::ptrdiff_t panel = workshop.kernels->panel;
  kept->lanes = planLanes(call.shape, workshop.pool.threads());
  Cutter measure;
  cutAll(measure, call, panel, kept->lanes);
  kept->slabs = workshop.slabs;
  kept->memory = workshop.slabs->take(measure.used());
  Cutter cutter(kept->memory.data());
  const Layout layout = cutAll(cutter, call, panel, kept->lanes);
  if (call.ids)
    for (const std::vector<Chunk>& chunks : kept->lanes)
      for (const Chunk& chunk : chunks) takeIds(call, chunk);
  packWeights(workshop, call, layout);
  kept->shape = call.shape;
  kept->goBackwards = call.goBackwards;
  kept->returnSequences = call.returnSequences;
  kept->hasBias = call.bias != nullptr;
  kept->hasInitial = call.initial[0] != nullptr;
  kept->kernels = workshop.kernels;
  kept->weights = packed(layout, call.shape, panel);
  kept->inputMask = layout.inputMask;
  const ForwardTask task = taskOf(call, kept->weights);
  workshop.pool.run(static_cast<int>(kept->lanes.size()), [&](int index) {
    for (const Chunk& chunk : kept->lanes[static_cast<std::size_t>(index)])
      workshop.kernels->forward(task, chunk);
  });
  return kept;
}

}  // namespace unroll
