// LSTM with gates i, f, c, o: c = f c' + i tanh(..), h = o tanh(c).
#pragma once
#include "activations.h"
#include "step.h"

namespace unroll {
namespace {

struct Lstm {
  static void forward(const Shape& shape, const PackedWeights& weights, const ForwardStep& step) {
    const std::ptrdiff_t width = shape.unitWidth();
    multiplyGates(shape, weights, step, step.hBefore, 0, shape.gateWidth());
    for (std::ptrdiff_t row = 0; row < step.rows; row += 1) {
      float* gates = step.gates + row * shape.gateWidth();
      for (std::ptrdiff_t column = 0; column < width; column += vectorFloats) {
        float* at = gates + column;
        const std::ptrdiff_t unit = row * width + column;
        const Vector i = sigmoidOf(load(at));
        const Vector f = sigmoidOf(load(at + width));
        const Vector g = tanhOf(load(at + 2 * width));
        const Vector o = sigmoidOf(load(at + 3 * width));
        const Vector c = f * load(step.cBefore + unit) + i * g;
        store(at, i);
        store(at + width, f);
        store(at + 2 * width, g);
        store(at + 3 * width, o);
        store(step.c + unit, c);
        store(step.h + unit, o * tanhOf(c));
      }
    }
  }

  static void backward(const Shape& shape, const PackedWeights& weights,
                       const BackwardStep& step) {
    const std::ptrdiff_t width = shape.unitWidth();
    for (std::ptrdiff_t column = 0; column < width; column += vectorFloats) {
      Vector dBias[4] = {};
      for (std::ptrdiff_t row = 0; row < step.rows; row += 1) {
        float* at = step.gates + row * shape.gateWidth() + column;
        const std::ptrdiff_t unit = row * width + column;
        const Vector i = load(at), f = load(at + width), g = load(at + 2 * width);
        const Vector o = load(at + 3 * width);
        const Vector dh = load(step.dh + unit);
        const Vector bent = tanhOf(load(step.c + unit));
        const Vector dc = load(step.dc + unit) + dh * o * (1.0f - bent * bent);
        const Vector dz[4] = {dc * g * i * (1.0f - i),
                              dc * load(step.cBefore + unit) * f * (1.0f - f),
                              dc * i * (1.0f - g * g), dh * bent * o * (1.0f - o)};
        store(step.dc + unit, dc * f);
        for (int gate = 0; gate < 4; gate += 1) {
          store(at + gate * width, dz[gate]);
          dBias[gate] += dz[gate];
        }
      }
      for (int gate = 0; gate < 4; gate += 1) {
        float* to = step.dBias + gate * width + column;
        store(to, load(to) + dBias[gate]);
      }
    }
    multiplyBack(shape, weights.recurrentTransposed, step.rows, step.gates, 0, shape.gateWidth(),
                 {step.dh, width, nullptr, 0});
  }
};

}  // namespace
}  // namespace unroll
