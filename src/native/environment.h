// What one JavaScript environment (the main thread or a worker) owns; nothing is shared between them.
#pragma once
#include "calls.h"
#include "instruction-sets.h"

namespace unroll {

struct Environment {
  std::vector<const KernelSet*> available = availableKernels();
  const KernelSet* kernels = available.front();
  Pool pool;
  std::shared_ptr<Slabs> slabs = std::make_shared<Slabs>();

  Workshop workshop() { return {kernels, pool, slabs}; }
};

}  // namespace unroll
