// Large blocks of memory that are used again.
#include "slabs.h"

#include <new>
#include <utility>
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace unroll {
namespace {

constexpr std::size_t hugePage = std::size_t{2} << 20;
// Electron's allocator traps where more is asked for: half of what it takes from the system at a time.
constexpr std::size_t largestAlignment = std::size_t{1} << 20;
constexpr std::size_t keptBlocks = 8;
constexpr std::size_t keptBytes = std::size_t{1} << 30;

std::size_t alignmentOf(std::size_t bytes) {
  return bytes >= hugePage ? largestAlignment : Cutter::alignment;
}

std::byte* allocate(std::size_t bytes) {
  void* data = ::operator new(bytes, std::align_val_t{alignmentOf(bytes)});
#if defined(__linux__)
  // Only advice: fewer page faults and less address translation where the system grants it.
  // The block may begin between two huge pages; what lies whole within it counts.
  if (bytes >= hugePage) madvise(data, bytes, MADV_HUGEPAGE);
#endif
  return static_cast<std::byte*>(data);
}

}  // namespace

Memory::Memory(std::size_t bytes) : data_(allocate(bytes)), bytes_(bytes) {}

Memory::Memory(Memory&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

Memory& Memory::operator=(Memory&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

Memory::~Memory() {
  if (data_) ::operator delete(data_, std::align_val_t{alignmentOf(bytes_)});
}

Memory Slabs::take(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  // The smallest that fits, unless most of it would lie idle.
  std::size_t best = free_.size();
  for (std::size_t at = 0; at < free_.size(); at += 1) {
    const std::size_t size = free_[at].bytes();
    if (size < bytes || size > 2 * bytes + hugePage) continue;
    if (best == free_.size() || size < free_[best].bytes()) best = at;
  }
  if (best == free_.size()) return Memory(bytes > 0 ? bytes : 1);
  Memory found = std::move(free_[best]);
  free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(best));
  return found;
}

void Slabs::giveBack(Memory memory) {
  if (!memory.data()) return;
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(memory));
  // The oldest go first: sizes that are not asked for any more.
  std::size_t total = 0;
  for (const Memory& block : free_) total += block.bytes();
  while (!free_.empty() && (free_.size() > keptBlocks || total > keptBytes)) {
    total -= free_.front().bytes();
    free_.erase(free_.begin());
  }
}

}  // namespace unroll
