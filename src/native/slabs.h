// Large blocks of memory that are used again: fresh pages from the system cost more than the arithmetic on them.
#pragma once
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace unroll {

/** Aligned memory; whoever holds it owns it. */
class Memory {
 public:
  Memory() = default;
  /** Throws std::bad_alloc. */
  explicit Memory(std::size_t bytes);
  Memory(Memory&& other) noexcept;
  Memory& operator=(Memory&& other) noexcept;
  ~Memory();

  std::byte* data() const { return data_; }
  std::size_t bytes() const { return bytes_; }

 private:
  std::byte* data_ = nullptr;
  std::size_t bytes_ = 0;
};

/** Keeps a few blocks that were given back. Handles share it, so it outlives the environment if they do. */
class Slabs {
 public:
  /** A block of at least `bytes`, its content undefined. Throws std::bad_alloc. */
  Memory take(std::size_t bytes);
  void giveBack(Memory memory);

 private:
  std::mutex mutex_;
  std::vector<Memory> free_;
};

/** Cuts a block into aligned arrays; without a block it only measures. */
class Cutter {
 public:
  explicit Cutter(std::byte* memory = nullptr) : memory_(memory) {}

  template <typename Element = float>
  Element* cut(std::size_t count) {
    std::byte* start = memory_ ? memory_ + used_ : nullptr;
    used_ += (count * sizeof(Element) + alignment - 1) / alignment * alignment;
    return reinterpret_cast<Element*>(start);
  }
  std::size_t used() const { return used_; }

  static constexpr std::size_t alignment = 64;

 private:
  std::byte* memory_;
  std::size_t used_ = 0;
};

}  // namespace unroll
