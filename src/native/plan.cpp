// How a batch is divided.
#include "plan.h"

#include <algorithm>

namespace unroll {
namespace {

constexpr double smallWork = 2e6;  // multiplications; waking a thread costs more than these

std::ptrdiff_t weightFloats(const Shape& shape) {
  return (shape.inputWidth() + shape.unitWidth()) * shape.gateWidth();
}

int lanesOf(const Shape& shape, int threads) {
  const double work = static_cast<double>(weightFloats(shape)) * static_cast<double>(shape.batch) *
                      static_cast<double>(shape.time);
  if (work < smallWork) return 1;
  return static_cast<int>(std::min<std::ptrdiff_t>(threads, shape.batch));
}

}  // namespace

bool isLarge(const Shape& shape) { return weightFloats(shape) > 256 * 1024 / 4; }

std::vector<std::vector<Chunk>> planLanes(const Shape& shape, int threads) {
  // Large weights are read once a step and chunk, so chunks are taller then.
  const std::ptrdiff_t tallest = isLarge(shape) ? 64 : 32, stepRows = isLarge(shape) ? 512 : 128;
  const int lanes = lanesOf(shape, threads);
  std::vector<std::vector<Chunk>> plan(static_cast<std::size_t>(lanes));
  for (int index = 0; index < lanes; index += 1) {
    const std::ptrdiff_t first = shape.batch * index / lanes;
    const std::ptrdiff_t rows = shape.batch * (index + 1) / lanes - first;
    const std::ptrdiff_t chunks = (rows + tallest - 1) / tallest;
    for (std::ptrdiff_t chunk = 0; chunk < chunks; chunk += 1) {
      Chunk next{};
      next.firstRow = first + rows * chunk / chunks;
      next.rows = first + rows * (chunk + 1) / chunks - next.firstRow;
      next.block = std::clamp<std::ptrdiff_t>(stepRows / next.rows, 1, shape.time);
      plan[static_cast<std::size_t>(index)].push_back(next);
    }
  }
  return plan;
}

}  // namespace unroll
