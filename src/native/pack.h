// Weights between Keras's layout and the one the kernels read.
#pragma once
#include "sequence.h"

namespace unroll {

/** Floats that [depth][columns] takes as panels. */
std::size_t panelFloats(std::ptrdiff_t depth, std::ptrdiff_t columns, std::ptrdiff_t panel);

/** A weight [size, gates * units] into panels; transposed, [gates * padded units, size], if asked for. */
void packGates(float* to, const float* weight, std::ptrdiff_t size, const Shape& shape,
               std::ptrdiff_t panel);
void packTransposed(float* to, const float* weight, std::ptrdiff_t size, const Shape& shape,
                    std::ptrdiff_t panel);

/** Rows [first, last) of the sum over lanes of padded gradients, in their order, into Keras's layout. */
void sumGates(float* to, const float* const* parts, int count, std::ptrdiff_t first,
              std::ptrdiff_t last, const Shape& shape);
void sumRows(float* to, const float* const* parts, int count, std::ptrdiff_t first,
             std::ptrdiff_t last, std::ptrdiff_t size);

}  // namespace unroll
