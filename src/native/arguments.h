// The arguments of forward() and backward(), checked in full before a kernel sees them.
#pragma once
#include "calls.h"
#include "values.h"

namespace unroll {

/** Reads a SequenceCall; its output and state are still to be made. */
ForwardCall readForward(napi_env env, napi_value value);

/** The second argument of backward(). */
class Gradients {
 public:
  /** Reads the properties, which may run JavaScript: look at the handle after this, not before. */
  Gradients(napi_env env, napi_value value);

  /** Checks them against what `kept` was made from. */
  void check(const Kept& kept);

  const float* output = nullptr;
  const float* state[2] = {};
  bool wantsInput = true;

 private:
  napi_env env_;
  Properties properties_;
  std::vector<napi_value> states_;
};

}  // namespace unroll
