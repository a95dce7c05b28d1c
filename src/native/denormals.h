// Numbers below 1e-38 count as zero while the kernels run: gradients that fade over long sequences are full of them.
#pragma once
#if defined(__x86_64__) || defined(_M_X64)
#include <xmmintrin.h>
#endif

namespace unroll {

/** Switches denormals off on this thread, and back to what it was. */
class WithoutDenormals {
 public:
#if defined(__x86_64__) || defined(_M_X64)
  // Flush to zero, and denormals are zero: bits 15 and 6 of MXCSR.
  WithoutDenormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | 0x8040); }
  ~WithoutDenormals() { _mm_setcsr(before_); }

 private:
  unsigned before_;
#elif defined(__aarch64__)
  WithoutDenormals() {
    asm volatile("mrs %0, fpcr" : "=r"(before_));
    asm volatile("msr fpcr, %0" ::"r"(before_ | (1ull << 24)));
  }
  ~WithoutDenormals() { asm volatile("msr fpcr, %0" ::"r"(before_)); }

 private:
  unsigned long long before_;
#endif
};

}  // namespace unroll
