// Vectors of floats of the width that this instruction set has, in the vector extensions of GCC and Clang.
#pragma once
#include <cstddef>

#if !defined(UNROLL_SET)
#error "UNROLL_SET names the instruction set that kernel.cpp is compiled for"
#endif

namespace unroll {
namespace {

#if defined(__AVX512F__)
constexpr std::ptrdiff_t vectorFloats = 16;
// Of 32 registers 16 hold sums, which is enough to hide the latency of two multipliers.
constexpr int tileRows = 8, tileVectors = 2;
#elif defined(__AVX2__)
constexpr std::ptrdiff_t vectorFloats = 8;
constexpr int tileRows = 6, tileVectors = 2;
#elif defined(__ARM_NEON)
constexpr std::ptrdiff_t vectorFloats = 4;
constexpr int tileRows = 6, tileVectors = 4;
#else
constexpr std::ptrdiff_t vectorFloats = 4;
constexpr int tileRows = 4, tileVectors = 2;
#endif

typedef float Vector __attribute__((vector_size(vectorFloats * sizeof(float)), may_alias));

inline Vector load(const float* from) { return *reinterpret_cast<const Vector*>(from); }
inline void store(float* to, Vector value) { *reinterpret_cast<Vector*>(to) = value; }
inline Vector zero() { return Vector{}; }
inline Vector fill(float value) { return value - Vector{}; }

}  // namespace
}  // namespace unroll
