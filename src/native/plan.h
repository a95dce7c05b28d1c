// How a batch is divided: rows over threads once and for all, a thread's rows into chunks that fit its caches.
#pragma once
#include <vector>

#include "sequence.h"

namespace unroll {

/**
 * The chunks of each lane, without their memory. The same for the same shape and number of threads, so
 * that results are too.
 */
std::vector<std::vector<Chunk>> planLanes(const Shape& shape, int threads);

/** Whether the input's product is worth taking out of the steps: the weights do not fit a core's cache. */
bool isLarge(const Shape& shape);

}  // namespace unroll
