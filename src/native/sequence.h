// What a whole-sequence call is made of: plain structs that the kernels of every instruction set share.
//
// kernel.cpp is compiled once per instruction set, and of a function that several of those objects have
// the linker keeps one, perhaps one this machine cannot run. So these are inlined without exception, and
// the standard library's are not used there at all.
#pragma once
#include <cstddef>
#include <cstdint>

#define UNROLL_ALWAYS_INLINE __attribute__((always_inline)) constexpr

namespace unroll {

enum class Cell { SimpleRnn, Lstm, Gru };

/** Rows in memory are multiples of this many floats, one cache line. */
constexpr std::ptrdiff_t lane = 16;

UNROLL_ALWAYS_INLINE std::ptrdiff_t padded(std::ptrdiff_t size) {
  return (size + lane - 1) / lane * lane;
}

/** The sizes of a call, and those of its private layout. */
struct Shape {
  Cell cell;
  std::ptrdiff_t batch;
  std::ptrdiff_t time;
  std::ptrdiff_t inputs;
  std::ptrdiff_t units;
  std::ptrdiff_t vocabulary;  // 0: the input is a sequence, not token ids

  UNROLL_ALWAYS_INLINE std::ptrdiff_t gates() const {
    return cell == Cell::Lstm ? 4 : cell == Cell::Gru ? 3 : 1;
  }
  UNROLL_ALWAYS_INLINE std::ptrdiff_t inputWidth() const { return padded(inputs); }
  UNROLL_ALWAYS_INLINE std::ptrdiff_t unitWidth() const { return padded(units); }
  UNROLL_ALWAYS_INLINE std::ptrdiff_t widest() const {
    return inputWidth() > unitWidth() ? inputWidth() : unitWidth();
  }
  /** Width of a row of gates: each gate is padded on its own. */
  UNROLL_ALWAYS_INLINE std::ptrdiff_t gateWidth() const { return gates() * unitWidth(); }
};

/** Weights as panels of some columns each: [columns / panel][depth][panel], the rest of the last one zero. */
struct Panels {
  const float* data;
  std::ptrdiff_t depth;
  std::ptrdiff_t width;  // columns of a panel
};

/** Weights in the order in which the kernels read them. */
struct PackedWeights {
  Panels input;                // [inputs, gates]
  Panels recurrent;            // [units, gates]
  Panels inputTransposed;      // [gates, inputs]; for the backward pass
  Panels recurrentTransposed;  // [gates, units]
  const float* bias;           // [gates], zeros without a bias
};

/** Some rows of the batch, which one thread takes through all time steps. */
struct Chunk {
  std::ptrdiff_t firstRow;
  std::ptrdiff_t rows;
  std::ptrdiff_t block;  // time steps that are handled together
  std::int32_t* ids;     // [time][rows], in reading order
  float* x;              // [time][rows][inputWidth]
  float* gates;          // [time][rows][gateWidth], activated; none for SimpleRNN
  float* h;              // [time + 1][rows][unitWidth]; the first is the initial state
  float* c;              // the same, LSTM alone
};

struct ForwardTask {
  Shape shape;
  PackedWeights weights;
  bool keep;            // else a chunk's arrays hold one block of steps instead of all
  bool hoist;           // the input's product for a whole block of steps at once
  bool goBackwards;
  bool returnSequences;
  const float* input;       // [batch, time, inputs], or
  const float* embeddings;  // [vocabulary, inputs]
  const float* inputMask;   // [batch, inputs] or null
  const float* initial[2];  // [batch, units] or null
  float* output;
  float* state[2];  // [batch, units]; the second is null but for LSTM
};

struct BackwardTask {
  Shape shape;
  PackedWeights weights;
  bool goBackwards;
  bool returnSequences;
  const float* inputMask;         // a copy of the forward pass's, or null
  const float* outputGradient;    // as the output
  const float* stateGradient[2];  // [batch, units] or null
  float* inputGradient;           // [batch, time, inputs] or null
  float* initialGradient[2];      // [batch, units] or null
};

/** What each thread adds up by itself; the sum over threads comes after, in their order. */
struct LaneGradients {
  float* kernel;           // [inputs][gateWidth]
  float* recurrentKernel;  // [units][gateWidth]
  float* bias;             // [gateWidth]
  float* embeddings;       // [vocabulary][inputWidth] or null
  float* scratch;          // see scratchFloats
};

/** Floats of scratch that the backward pass of a chunk needs at most. */
UNROLL_ALWAYS_INLINE std::ptrdiff_t scratchFloats(const Shape& shape, std::ptrdiff_t rows,
                                                  std::ptrdiff_t block) {
  const std::ptrdiff_t width =
      shape.inputWidth() + 2 * shape.unitWidth() + shape.widest() + 2 * lane;
  return rows * width * block + 4 * rows * shape.unitWidth();
}

/** The kernels compiled for one instruction set. */
struct KernelSet {
  const char* name;
  std::ptrdiff_t panel;  // columns of a panel of weights
  void (*forward)(const ForwardTask&, const Chunk&);
  void (*backward)(const BackwardTask&, const Chunk&, const LaneGradients&);
};

}  // namespace unroll
