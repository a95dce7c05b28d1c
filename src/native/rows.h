// Rows between a caller's arrays, which are batch-major and not padded, and the private layout.
#pragma once
#include "sequence.h"

namespace unroll {
namespace {

inline void copyRow(float* to, const float* from, std::ptrdiff_t size) {
  std::ptrdiff_t done = 0;
  // Rows are short: moves of a known size need no call.
  for (; done + lane <= size; done += lane)
    __builtin_memcpy(to + done, from + done, lane * sizeof(float));
  if (done < size)
    __builtin_memcpy(to + done, from + done, static_cast<std::size_t>(size - done) * sizeof(float));
}

inline void clear(float* to, std::ptrdiff_t size) {
  __builtin_memset(to, 0, static_cast<std::size_t>(size) * sizeof(float));
}

/** [batch, units] of the chunk's rows into padded rows; zeros when there is none. */
inline void readRows(float* to, const float* from, const Shape& shape, const Chunk& chunk) {
  clear(to, chunk.rows * shape.unitWidth());
  if (!from) return;
  for (std::ptrdiff_t r = 0; r < chunk.rows; r += 1)
    copyRow(to + r * shape.unitWidth(), from + (chunk.firstRow + r) * shape.units, shape.units);
}

/** Padded rows out to [batch, units]; nothing when it is not wanted. */
inline void writeRows(float* to, const float* from, const Shape& shape, const Chunk& chunk) {
  if (!to) return;
  for (std::ptrdiff_t r = 0; r < chunk.rows; r += 1)
    copyRow(to + (chunk.firstRow + r) * shape.units, from + r * shape.unitWidth(), shape.units);
}

/** Where a row's step lies in a [batch, time, width] array; `step` counts in reading order. */
inline std::ptrdiff_t placeOf(const Shape& shape, std::ptrdiff_t row, std::ptrdiff_t step,
                              bool goBackwards, std::ptrdiff_t width) {
  const std::ptrdiff_t time = goBackwards ? shape.time - 1 - step : step;
  return (row * shape.time + time) * width;
}

}  // namespace
}  // namespace unroll
