// Matrix products: sums of one or two products of a matrix by panels, a tile of the result at a time in registers.
#pragma once
#include "sequence.h"
#include "vector.h"

namespace unroll {
namespace {

constexpr std::ptrdiff_t panelFloats = tileVectors * vectorFloats;

// A panel this tall leaves the innermost cache from one tile to the next; so far ahead it is asked for in time.
constexpr std::ptrdiff_t tallDepth = 256, prefetchedSteps = 8;

/** One product: left[row * rowStride + k * depthStride] times right[panel * panelStride + k * rightStride]. */
struct Product {
  const float* left;
  std::ptrdiff_t rowStride;
  std::ptrdiff_t depthStride;  // 0: a tile's rows, as packTiles leaves them
  const float* right;
  std::ptrdiff_t panelStride;
  std::ptrdiff_t rightStride;
  std::ptrdiff_t depth;
};

/** A matrix with rows one after the other times packed weights. */
inline Product byPanels(const float* left, std::ptrdiff_t rowStride, const Panels& panels) {
  return {left,         rowStride, 1, panels.data, panels.depth * panelFloats, panelFloats,
          panels.depth};
}

/** Where a result goes and what it starts from: null for zero, stride 0 for one row under all. */
struct Target {
  float* data;
  std::ptrdiff_t stride;
  const float* start;
  std::ptrdiff_t startStride;
};

template <int Rows, int Vectors, bool Transposed, bool Tall>
inline void multiplyTile(const Product* products, int count, std::ptrdiff_t row,
                         std::ptrdiff_t panel, const Target& target) {
  const std::ptrdiff_t column = panel * panelFloats;
  Vector sums[Rows][Vectors];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r += 1)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; v += 1)
      sums[r][v] = target.start ? load(target.start + (row + r) * target.startStride + column +
                                       v * vectorFloats)
                                : zero();
  for (int p = 0; p < count; p += 1) {
    const Product& product = products[p];
    const std::ptrdiff_t rowStride = Transposed ? 1 : product.rowStride;
    const std::ptrdiff_t inTile = product.depthStride ? product.depthStride : Rows;
    const std::ptrdiff_t depthStride = Transposed ? inTile : 1;
    const float* left = product.left + row * product.rowStride;
    const float* right = product.right + panel * product.panelStride;
    for (std::ptrdiff_t k = product.depth; k > 0; k -= 1) {
      Vector columns[Vectors];
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; v += 1) {
        columns[v] = load(right + v * vectorFloats);
        if (Tall && v * vectorFloats % lane == 0)
          __builtin_prefetch(right + prefetchedSteps * product.rightStride + v * vectorFloats);
      }
#pragma GCC unroll 16
      for (int r = 0; r < Rows; r += 1) {
        const Vector factor = fill(left[r * rowStride]);
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; v += 1) sums[r][v] += factor * columns[v];
      }
      left += depthStride;
      right += product.rightStride;
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r += 1)
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; v += 1)
      store(target.data + (row + r) * target.stride + column + v * vectorFloats, sums[r][v]);
}

/** The tile with as many rows as are left. */
template <int Rows, int Vectors, bool Transposed>
inline void multiplyRows(std::ptrdiff_t rows, const Product* products, int count,
                         std::ptrdiff_t row, std::ptrdiff_t panel, const Target& target) {
  if (rows == Rows) {
    const auto tile = products->depth < tallDepth ? multiplyTile<Rows, Vectors, Transposed, false>
                                                  : multiplyTile<Rows, Vectors, Transposed, true>;
    tile(products, count, row, panel, target);
  } else if constexpr (Rows > 1) {
    multiplyRows<Rows - 1, Vectors, Transposed>(rows, products, count, row, panel, target);
  }
}

/** Calls work(first row, height) for tiles of nearly the same height. */
template <typename Work>
inline void eachTile(std::ptrdiff_t rows, const Work& work) {
  const std::ptrdiff_t tiles = (rows + tileRows - 1) / tileRows;
  const std::ptrdiff_t height = rows / tiles, taller = rows % tiles;
  std::ptrdiff_t row = 0;
  for (std::ptrdiff_t tile = 0; tile < tiles; tile += 1) {
    const std::ptrdiff_t here = height + (tile < taller ? 1 : 0);
    work(row, here);
    row += here;
  }
}

/** One panel's columns of all rows. */
template <int Vectors, bool Transposed>
inline void multiplyPanel(std::ptrdiff_t rows, const Product* products, int count,
                          std::ptrdiff_t panel, const Target& target) {
  eachTile(rows, [&](std::ptrdiff_t row, std::ptrdiff_t height) {
    multiplyRows<tileRows, Vectors, Transposed>(height, products, count, row, panel, target);
  });
}

/**
 * The sum of `count` products into `target`, [rows, columns] with columns a multiple of 16.
 * `Transposed`: the left matrices are [depth, rows] in memory, or in tiles, else [rows, depth].
 */
template <bool Transposed>
void multiply(std::ptrdiff_t rows, std::ptrdiff_t columns, const Product* products, int count,
              const Target& target) {
  const std::ptrdiff_t whole = columns / panelFloats;
  for (std::ptrdiff_t panel = 0; panel < whole; panel += 1)
    multiplyPanel<tileVectors, Transposed>(rows, products, count, panel, target);
  // A panel is at most two lanes wide, so what is left is half of one.
  if constexpr (panelFloats > lane) {
    constexpr int half = static_cast<int>(lane / vectorFloats);
    if (columns % panelFloats)
      multiplyPanel<half, Transposed>(rows, products, count, whole, target);
  }
}

/** The transpose of [depth, rows] as multiply<true> reads it: tile by tile, each [depth][its rows]. */
inline void packTiles(float* to, const float* from, std::ptrdiff_t stride, std::ptrdiff_t rows,
                      std::ptrdiff_t depth) {
  eachTile(rows, [&](std::ptrdiff_t row, std::ptrdiff_t height) {
    for (std::ptrdiff_t k = 0; k < depth; k += 1, to += height) {
      const float* place = from + k * stride + row;
      // A copy of a known size needs no loop.
      if (height == tileRows) __builtin_memcpy(to, place, tileRows * sizeof(float));
      else
        for (std::ptrdiff_t r = 0; r < height; r += 1) to[r] = place[r];
    }
  });
}

/** Some columns of [depth, any], at most a panel of them, as one panel. */
inline void packPanel(float* to, const float* from, std::ptrdiff_t stride, std::ptrdiff_t columns,
                      std::ptrdiff_t depth) {
  for (std::ptrdiff_t k = 0; k < depth; k += 1)
    for (std::ptrdiff_t column = 0; column < columns; column += vectorFloats)
      store(to + k * panelFloats + column, load(from + k * stride + column));
}

}  // namespace
}  // namespace unroll
