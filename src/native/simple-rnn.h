// SimpleRNN: h = tanh(x W + h' U + b).
#pragma once
#include "activations.h"
#include "step.h"

namespace unroll {
namespace {

struct SimpleRnn {
  static void forward(const Shape& shape, const PackedWeights& weights, const ForwardStep& step) {
    const std::ptrdiff_t width = shape.unitWidth();
    multiplyGates(shape, weights, step, step.hBefore, 0, width);
    for (std::ptrdiff_t at = 0; at < step.rows * width; at += vectorFloats)
      store(step.h + at, tanhOf(load(step.h + at)));
  }

  static void backward(const Shape& shape, const PackedWeights& weights,
                       const BackwardStep& step) {
    const std::ptrdiff_t width = shape.unitWidth();
    for (std::ptrdiff_t column = 0; column < width; column += vectorFloats) {
      Vector dBias = load(step.dBias + column);
      for (std::ptrdiff_t at = column; at < step.rows * width; at += width) {
        const Vector h = load(step.h + at);
        const Vector dz = load(step.dh + at) * (1.0f - h * h);
        store(step.gates + at, dz);
        dBias += dz;
      }
      store(step.dBias + column, dBias);
    }
    multiplyBack(shape, weights.recurrentTransposed, step.rows, step.gates, 0, width,
                 {step.dh, width, nullptr, 0});
  }
};

}  // namespace
}  // namespace unroll
