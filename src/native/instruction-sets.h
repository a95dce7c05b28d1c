// The instruction sets that the kernels were compiled for and this machine can run.
#pragma once
#include <vector>

#include "sequence.h"

namespace unroll {

/** Best first; never empty. */
std::vector<const KernelSet*> availableKernels();

}  // namespace unroll
