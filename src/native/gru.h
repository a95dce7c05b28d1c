// GRU with gates z, r, h and reset_after false: h = z h' + (1 - z) tanh(x W + (r h') U + b).
#pragma once
#include "activations.h"
#include "step.h"

namespace unroll {
namespace {

struct Gru {
  static void forward(const Shape& shape, const PackedWeights& weights, const ForwardStep& step) {
    const std::ptrdiff_t width = shape.unitWidth();
    multiplyGates(shape, weights, step, step.hBefore, 0, 2 * width);
    // h is not known yet, so its place holds r h' meanwhile.
    for (std::ptrdiff_t row = 0; row < step.rows; row += 1) {
      float* gates = step.gates + row * shape.gateWidth();
      for (std::ptrdiff_t column = 0; column < width; column += vectorFloats) {
        const std::ptrdiff_t unit = row * width + column;
        const Vector r = sigmoidOf(load(gates + width + column));
        store(gates + column, sigmoidOf(load(gates + column)));
        store(gates + width + column, r);
        store(step.h + unit, r * load(step.hBefore + unit));
      }
    }
    multiplyGates(shape, weights, step, step.h, 2 * width, width);
    for (std::ptrdiff_t row = 0; row < step.rows; row += 1) {
      float* gates = step.gates + row * shape.gateWidth();
      for (std::ptrdiff_t column = 0; column < width; column += vectorFloats) {
        const std::ptrdiff_t unit = row * width + column;
        const Vector z = load(gates + column);
        const Vector candidate = tanhOf(load(gates + 2 * width + column));
        store(gates + 2 * width + column, candidate);
        store(step.h + unit, candidate + z * (load(step.hBefore + unit) - candidate));
      }
    }
  }

  static void backward(const Shape& shape, const PackedWeights& weights,
                       const BackwardStep& step) {
    const std::ptrdiff_t width = shape.unitWidth(), rows = step.rows;
    intoUpdateAndCandidate(shape, step);
    const Target dResetH{step.spare, width, nullptr, 0};
    multiplyBack(shape, weights.recurrentTransposed, rows, step.gates, 2 * width, width, dResetH);
    intoReset(shape, step);
    const Target dhBefore{step.dh, width, step.dh, width};
    multiplyBack(shape, weights.recurrentTransposed, rows, step.gates, 0, 2 * width, dhBefore);
  }

 private:
  /** Gradients of z and the candidate; what of dh goes straight to h' stays in dh. */
  static void intoUpdateAndCandidate(const Shape& shape, const BackwardStep& step) {
    const std::ptrdiff_t width = shape.unitWidth();
    for (std::ptrdiff_t column = 0; column < width; column += vectorFloats) {
      Vector dBiasUpdate = zero(), dBiasCandidate = zero();
      for (std::ptrdiff_t row = 0; row < step.rows; row += 1) {
        float* gates = step.gates + row * shape.gateWidth() + column;
        const std::ptrdiff_t unit = row * width + column;
        const Vector z = load(gates), candidate = load(gates + 2 * width);
        const Vector dh = load(step.dh + unit), kept = dh * z;
        const Vector dUpdate = kept * (1.0f - z) * (load(step.hBefore + unit) - candidate);
        const Vector dCandidate = (dh - kept) * (1.0f - candidate * candidate);
        store(gates, dUpdate);
        store(gates + 2 * width, dCandidate);
        store(step.dh + unit, kept);
        dBiasUpdate += dUpdate;
        dBiasCandidate += dCandidate;
      }
      float* dBias = step.dBias + column;
      store(dBias, load(dBias) + dBiasUpdate);
      store(dBias + 2 * width, load(dBias + 2 * width) + dBiasCandidate);
    }
  }

  /** The gradient of r, and what of dh reaches h' through r h'. */
  static void intoReset(const Shape& shape, const BackwardStep& step) {
    const std::ptrdiff_t width = shape.unitWidth();
    for (std::ptrdiff_t column = 0; column < width; column += vectorFloats) {
      Vector dBias = zero();
      for (std::ptrdiff_t row = 0; row < step.rows; row += 1) {
        float* gate = step.gates + row * shape.gateWidth() + width + column;
        const std::ptrdiff_t unit = row * width + column;
        const Vector r = load(gate), hBefore = load(step.hBefore + unit);
        const Vector dResetH = load(step.spare + unit);
        const Vector dReset = dResetH * hBefore * r * (1.0f - r);
        store(gate, dReset);
        store(step.resetH + unit, r * hBefore);
        store(step.dh + unit, load(step.dh + unit) + dResetH * r);
        dBias += dReset;
      }
      float* to = step.dBias + width + column;
      store(to, load(to) + dBias);
    }
  }
};

}  // namespace
}  // namespace unroll
