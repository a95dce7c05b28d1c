// The kernels of one instruction set: compiled once for each, under the name that UNROLL_SET gives.
#include "backward.h"
#include "forward.h"
#include "gru.h"
#include "lstm.h"
#include "simple-rnn.h"

#define UNROLL_TEXT_OF(name) #name
#define UNROLL_TEXT(name) UNROLL_TEXT_OF(name)
#define UNROLL_JOIN_OF(first, second) first##second
#define UNROLL_JOIN(first, second) UNROLL_JOIN_OF(first, second)

namespace unroll {
namespace {

static_assert(2 * lane % panelFloats == 0, "GRU's gates have to begin at a panel");
static_assert(panelFloats <= 2 * lane, "scratchFloats has room for one panel");
static_assert(lane % vectorFloats == 0, "rows are whole vectors");

void forward(const ForwardTask& task, const Chunk& chunk) {
  if (task.shape.cell == Cell::Lstm) return forwardChunk<Lstm>(task, chunk);
  if (task.shape.cell == Cell::Gru) return forwardChunk<Gru>(task, chunk);
  forwardChunk<SimpleRnn>(task, chunk);
}

void backward(const BackwardTask& task, const Chunk& chunk, const LaneGradients& gradients) {
  if (task.shape.cell == Cell::Lstm) return backwardChunk<Lstm>(task, chunk, gradients);
  if (task.shape.cell == Cell::Gru) return backwardChunk<Gru>(task, chunk, gradients);
  backwardChunk<SimpleRnn>(task, chunk, gradients);
}

}  // namespace

extern const KernelSet UNROLL_JOIN(kernels_, UNROLL_SET);
const KernelSet UNROLL_JOIN(kernels_, UNROLL_SET) = {UNROLL_TEXT(UNROLL_SET), panelFloats, forward,
                                                     backward};

}  // namespace unroll
