// RMSprop and Adam as one pass each over a weight's numbers, and the sum of a gradient's squares.
#pragma once
#include <cstddef>

#include "pool.h"

namespace unroll {

/** The numbers of one weight. None of the arrays here and in the rules overlap. */
struct WeightNumbers {
  std::ptrdiff_t count;
  const float *values, *gradient;
  float* updated;
  double gradientScale;  // multiplies each number of the gradient first
};

/** Its slots are changed in place. */
struct Rmsprop {
  double learningRate, rho, momentum, epsilon;
  float* squares;
  float *velocities, *means;  // null without momentum, and when not centered
};

/** Its slots are changed in place. */
struct Adam {
  double rate, kept, beta1, beta2, epsilon;
  float *means, *squares;
};

/** Fills `updated`. The results are the same for every number of threads. */
void update(Pool& pool, const WeightNumbers& numbers, const Rmsprop& rule);
void update(Pool& pool, const WeightNumbers& numbers, const Adam& rule);

/** In double precision; the same for every number of threads. Throws std::bad_alloc. */
double sumOfSquares(Pool& pool, const float* values, std::ptrdiff_t count);

}  // namespace unroll
