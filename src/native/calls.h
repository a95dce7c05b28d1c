// The two calls, free of JavaScript: whole sequences forward, and back through what the forward pass kept.
#pragma once
#include <memory>
#include <vector>

#include "pool.h"
#include "sequence.h"
#include "slabs.h"

namespace unroll {

/** What one environment works with. */
struct Workshop {
  const KernelSet* kernels;
  Pool& pool;
  std::shared_ptr<Slabs> slabs;
};

/** A forward call whose arguments are checked but for the token ids. */
struct ForwardCall {
  Shape shape;
  bool keep, goBackwards, returnSequences;
  const float *kernel, *recurrentKernel;
  const float* bias;  // or null
  const float* input;
  const std::int32_t* ids;
  const float* embeddings;
  const float* inputMask;
  const float* initial[2];
  float* output;
  float* state[2];
};

/** Everything that the backward pass needs; gives its memory back when it goes. */
struct Kept {
  Shape shape;
  bool goBackwards, returnSequences, hasBias, hasInitial;
  const KernelSet* kernels;
  PackedWeights weights;
  const float* inputMask;
  std::vector<std::vector<Chunk>> lanes;  // the chunks of each thread
  std::shared_ptr<Slabs> slabs;
  Memory memory;

  Kept() = default;
  Kept(const Kept&) = delete;
  ~Kept() {
    if (slabs) slabs->giveBack(std::move(memory));
  }
};

/** A token id that is not a row of the embedding. */
struct BadToken {
  std::int32_t id;
};

/** Runs the forward pass. Throws std::bad_alloc, and BadToken before anything is computed. */
std::unique_ptr<Kept> runForward(const Workshop& workshop, const ForwardCall& call);

/** Where the gradients come from and go to; null for those that are not wanted. */
struct BackwardCall {
  const float* outputGradient;
  const float* stateGradient[2];
  float *kernel, *recurrentKernel, *bias, *input, *embeddings;
  float* initial[2];
};

/** Runs the backward pass, which uses up what was kept. Throws std::bad_alloc. */
void runBackward(const Workshop& workshop, Kept& kept, const BackwardCall& call);

}  // namespace unroll
