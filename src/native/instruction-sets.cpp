// Asks the processor, and with it the operating system, what it can run.
#include "instruction-sets.h"

namespace unroll {

#if defined(__x86_64__) || defined(_M_X64)

extern const KernelSet kernels_avx512, kernels_avx2, kernels_baseline;

std::vector<const KernelSet*> availableKernels() {
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f");
  std::vector<const KernelSet*> sets;
  if (avx512) sets.push_back(&kernels_avx512);
  if (avx2) sets.push_back(&kernels_avx2);
  sets.push_back(&kernels_baseline);
  return sets;
}

#elif defined(__aarch64__)

extern const KernelSet kernels_neon;

std::vector<const KernelSet*> availableKernels() { return {&kernels_neon}; }

#else

extern const KernelSet kernels_baseline;

std::vector<const KernelSet*> availableKernels() { return {&kernels_baseline}; }

#endif

}  // namespace unroll
