// tanh and sigmoid of a vector, as a ratio of polynomials; absolute errors stay under 3e-7.
#pragma once
#include "vector.h"

namespace unroll {
namespace {

// Coefficients of the rational minimax approximation that Eigen's tanh uses too: odd powers over even ones.
constexpr float odd[] = {4.89352455891786e-03f,  6.37261928875436e-04f,  1.48572235717979e-05f,
                         5.12229709037114e-08f,  -8.60467152213735e-11f, 2.00018790482477e-13f,
                         -2.76076847742355e-16f};
constexpr float even[] = {4.89352518554385e-03f, 2.26843463243900e-03f, 1.18534705686654e-04f,
                          1.19825839466702e-06f};
// Beyond this tanh is 1 in single precision. A NaN passes both comparisons and stays one.
constexpr float saturated = 7.90531110763549805f;

inline Vector tanhOf(Vector x) {
  const Vector top = fill(saturated);
  x = x > top ? top : x;
  x = x < -top ? -top : x;
  const Vector square = x * x;
  Vector above = fill(odd[6]);
#pragma GCC unroll 6
  for (int power = 5; power >= 0; power -= 1) above = above * square + odd[power];
  Vector below = fill(even[3]);
#pragma GCC unroll 3
  for (int power = 2; power >= 0; power -= 1) below = below * square + even[power];
  return x * above / below;
}

inline Vector sigmoidOf(Vector x) { return tanhOf(x * 0.5f) * 0.5f + 0.5f; }

}  // namespace
}  // namespace unroll
