// One time step of a chunk as the cells see it; every array is [rows][width] in the private layout.
#pragma once
#include "multiply.h"

namespace unroll {
namespace {

struct ForwardStep {
  std::ptrdiff_t rows;
  bool projected;  // the gates hold the input's product and the bias already
  const float* x;
  const float* hBefore;
  const float* cBefore;
  float* gates;  // SimpleRNN's are h itself
  float* h;
  float* c;
};

struct BackwardStep {
  std::ptrdiff_t rows;
  const float* hBefore;
  const float* h;
  const float* cBefore;
  const float* c;
  float* gates;   // activated; replaced by their gradients. SimpleRNN only writes here
  float* resetH;  // GRU's r * h', which the recurrent kernel's gradient needs
  float* spare;
  float* dh;     // in: of h, out: of h'
  float* dc;     // in: of c, out: of c'
  float* dBias;  // added to
};

/** `columns` of the gates from column `first` on: start + x W + h' U, h' being `recurrent`. */
inline void multiplyGates(const Shape& shape, const PackedWeights& weights,
                          const ForwardStep& step, const float* recurrent, std::ptrdiff_t first,
                          std::ptrdiff_t columns) {
  const std::ptrdiff_t width = shape.gateWidth();
  const auto from = [&](Panels panels) {
    panels.data += first * panels.depth;
    return panels;
  };
  const Product products[] = {byPanels(recurrent, shape.unitWidth(), from(weights.recurrent)),
                              byPanels(step.x, shape.inputWidth(), from(weights.input))};
  float* gates = step.gates + first;
  const Target bias{gates, width, weights.bias + first, 0};
  const Target onTop{gates, width, gates, width};
  multiply<false>(step.rows, columns, products, step.projected ? 1 : 2,
                  step.projected ? onTop : bias);
}

/** dGates times some rows of a transposed recurrent kernel: the gradient of what went into those gates. */
inline void multiplyBack(const Shape& shape, const Panels& transposed, std::ptrdiff_t rows,
                         const float* dGates, std::ptrdiff_t first, std::ptrdiff_t columns,
                         const Target& target) {
  Product product = byPanels(dGates + first, shape.gateWidth(), transposed);
  product.right += first * panelFloats;
  product.depth = columns;
  multiply<false>(rows, shape.unitWidth(), &product, 1, target);
}

}  // namespace
}  // namespace unroll
