// The optimizers' arithmetic: the operations, their order and their double precision are those of
// src/worker/training/optimizer-arithmetic.ts, so that both give the same bits.
//
// For that no product and sum may become one instruction: this file is compiled with -ffp-contract=off.
#include "optimize.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "denormals.h"

namespace unroll {
namespace {

// Waking another thread takes some 50 microseconds; a share of so many numbers takes longer.
constexpr std::ptrdiff_t leastToUpdate = std::ptrdiff_t{1} << 16;
constexpr std::ptrdiff_t leastToSum = std::ptrdiff_t{1} << 19;
/** Shares begin at multiples of this, at a cache line of their own. */
constexpr std::ptrdiff_t line = 16;

/** How many threads share `count` numbers, at least `least` each. */
int lanesFor(const Pool& pool, std::ptrdiff_t count, std::ptrdiff_t least) {
  const std::ptrdiff_t most = std::max<std::ptrdiff_t>(1, count / least);
  return static_cast<int>(std::min<std::ptrdiff_t>(pool.threads(), most));
}

/** Runs work(first, last) for shares of the numbers from 0 to `count`. */
template <typename Work>
void share(Pool& pool, std::ptrdiff_t count, const Work& work) {
  const int lanes = lanesFor(pool, count, leastToUpdate);
  const std::ptrdiff_t lines = (count + line - 1) / line;
  pool.run(lanes, [&](int lane) {
    const WithDenormals guard;
    work(lines * lane / lanes * line, std::min(lines * (lane + 1) / lanes * line, count));
  });
}

/** The compiler believes in a promise that arrays do not overlap where it is a parameter's. */
template <bool hasVelocities, bool isCentered>
void rmspropLoop(std::ptrdiff_t count, const float* __restrict values,
                 const float* __restrict gradient, double scale, float* __restrict updated,
                 float* __restrict squares, float* __restrict velocities, float* __restrict means,
                 const Rmsprop& rule) {
  const double rate = rule.learningRate, rho = rule.rho;
  const double momentum = rule.momentum, epsilon = rule.epsilon;
  for (std::ptrdiff_t at = 0; at < count; at += 1) {
    const double slope = gradient[at] * scale;
    double variance = rho * squares[at] + (1 - rho) * slope * slope;
    squares[at] = static_cast<float>(variance);
    if constexpr (isCentered) {
      const auto mean = static_cast<float>(rho * means[at] + (1 - rho) * slope);
      means[at] = mean;
      variance -= static_cast<double>(mean) * mean;
      variance = variance < 0 ? 0 : variance;
    }
    double change = (rate * slope) / std::sqrt(variance + epsilon);
    if constexpr (hasVelocities) {
      change += momentum * velocities[at];
      velocities[at] = static_cast<float>(change);
    }
    updated[at] = static_cast<float>(values[at] - change);
  }
}

template <bool hasVelocities, bool isCentered>
void rmsprop(const WeightNumbers& numbers, const Rmsprop& rule, std::ptrdiff_t first,
             std::ptrdiff_t last) {
  rmspropLoop<hasVelocities, isCentered>(
      last - first, numbers.values + first, numbers.gradient + first, numbers.gradientScale,
      numbers.updated + first, rule.squares + first,
      hasVelocities ? rule.velocities + first : nullptr, isCentered ? rule.means + first : nullptr,
      rule);
}

void adamLoop(std::ptrdiff_t count, const float* __restrict values,
              const float* __restrict gradient, double scale, float* __restrict updated,
              float* __restrict means, float* __restrict squares, const Adam& rule) {
  const double rate = rule.rate, kept = rule.kept, epsilon = rule.epsilon;
  const double beta1 = rule.beta1, beta2 = rule.beta2;
  for (std::ptrdiff_t at = 0; at < count; at += 1) {
    const double slope = gradient[at] * scale;
    const double mean = beta1 * means[at] + (1 - beta1) * slope;
    const double square = beta2 * squares[at] + (1 - beta2) * slope * slope;
    means[at] = static_cast<float>(mean);
    squares[at] = static_cast<float>(square);
    updated[at] = static_cast<float>(kept * values[at] -
                                     (rate * mean) / (std::sqrt(square) + epsilon));
  }
}

constexpr std::ptrdiff_t chunkCount = 16384;
constexpr int sums = 8;

/** Eight sums side by side, added up in pairs. */
double chunkSum(const float* values, std::ptrdiff_t count) {
  double sum[sums] = {};
  std::ptrdiff_t at = 0;
  for (; at + sums <= count; at += sums)
    for (int k = 0; k < sums; k += 1) {
      const double value = values[at + k];
      sum[k] += value * value;
    }
  for (int k = 0; at + k < count; k += 1) {
    const double value = values[at + k];
    sum[k] += value * value;
  }
  return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

}  // namespace

void update(Pool& pool, const WeightNumbers& numbers, const Rmsprop& rule) {
  const auto pass = rule.means ? (rule.velocities ? rmsprop<true, true> : rmsprop<false, true>)
                               : (rule.velocities ? rmsprop<true, false> : rmsprop<false, false>);
  share(pool, numbers.count, [&](std::ptrdiff_t first, std::ptrdiff_t last) {
    pass(numbers, rule, first, last);
  });
}

void update(Pool& pool, const WeightNumbers& numbers, const Adam& rule) {
  share(pool, numbers.count, [&](std::ptrdiff_t first, std::ptrdiff_t last) {
    adamLoop(last - first, numbers.values + first, numbers.gradient + first,
             numbers.gradientScale, numbers.updated + first, rule.means + first,
             rule.squares + first, rule);
  });
}

double sumOfSquares(Pool& pool, const float* values, std::ptrdiff_t count) {
  const std::ptrdiff_t chunks = (count + chunkCount - 1) / chunkCount;
  std::vector<double> found(static_cast<std::size_t>(chunks));
  const int lanes = lanesFor(pool, count, leastToSum);
  pool.run(lanes, [&](int lane) {
    const WithDenormals guard;
    for (std::ptrdiff_t chunk = lane; chunk < chunks; chunk += lanes) {
      const std::ptrdiff_t first = chunk * chunkCount;
      found[static_cast<std::size_t>(chunk)] =
          chunkSum(values + first, std::min(chunkCount, count - first));
    }
  });
  double sum = 0;
  for (const double one : found) sum += one;
  return sum;
}

}  // namespace unroll
