// Numbers below 1e-38 count as zero while the kernels run: gradients that fade over long sequences are full of them.
#pragma once
#if defined(__x86_64__) || defined(_M_X64)
#include <xmmintrin.h>
#endif

namespace unroll {

/** Switches denormals on or off on this thread, and back to what it was. */
class DenormalsSetting {
 public:
  DenormalsSetting(const DenormalsSetting&) = delete;

 protected:
#if defined(__x86_64__) || defined(_M_X64)
  explicit DenormalsSetting(bool on) : before_(_mm_getcsr()) {
    _mm_setcsr(on ? before_ & ~bits : before_ | bits);
  }
  ~DenormalsSetting() { _mm_setcsr(before_); }

 private:
  // Flush to zero, and denormals are zero: bits 15 and 6 of MXCSR.
  static constexpr unsigned bits = 0x8040;
  unsigned before_;
#elif defined(__aarch64__)
  explicit DenormalsSetting(bool on) {
    asm volatile("mrs %0, fpcr" : "=r"(before_));
    asm volatile("msr fpcr, %0" ::"r"(on ? before_ & ~bits : before_ | bits));
  }
  ~DenormalsSetting() { asm volatile("msr fpcr, %0" ::"r"(before_)); }

 private:
  static constexpr unsigned long long bits = 1ull << 24;
  unsigned long long before_;
#else
  explicit DenormalsSetting(bool) {}
#endif
};

struct WithoutDenormals : DenormalsSetting {
  WithoutDenormals() : DenormalsSetting(false) {}
};

/** For what JavaScript computes as well and has to come out the same. */
struct WithDenormals : DenormalsSetting {
  WithDenormals() : DenormalsSetting(true) {}
};

}  // namespace unroll
