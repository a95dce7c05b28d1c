// A small fixed pool of threads.
#include "pool.h"

#include <algorithm>
#include <system_error>

#include "denormals.h"

namespace unroll {

Pool::~Pool() { stop(); }

void Pool::resize(int threads) {
  if (threads == threads_) return;
  stop();
  threads_ = threads;
}

void Pool::run(int lanes, const std::function<void(int)>& work) {
  if (lanes > 1) start();
  const int others = std::min(static_cast<int>(others_.size()), lanes - 1);
  lanes_ = lanes;
  work_ = &work;
  if (others <= 0) {
    const WithoutDenormals guard;
    for (int index = 0; index < lanes; index += 1) work(index);
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    running_ = static_cast<int>(others_.size());
    call_ += 1;
  }
  called_.notify_all();
  runShare(0);
  std::unique_lock lock(mutex_);
  finished_.wait(lock, [this] { return running_ == 0; });
}

/** Starts what is missing; with fewer threads than wanted the lanes only take longer. */
void Pool::start() {
  try {
    while (static_cast<int>(others_.size()) + 1 < threads_) {
      const int thread = static_cast<int>(others_.size()) + 1;
      others_.emplace_back([this, thread, seen = call_] { serve(thread, seen); });
    }
  } catch (const std::system_error&) {
  }
}

void Pool::stop() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  called_.notify_all();
  for (std::thread& other : others_) other.join();
  others_.clear();
  ending_ = false;
}

void Pool::serve(int thread, unsigned seen) {
  std::unique_lock lock(mutex_);
  for (;;) {
    called_.wait(lock, [&] { return ending_ || call_ != seen; });
    if (ending_) return;
    seen = call_;
    lock.unlock();
    runShare(thread);
    lock.lock();
    running_ -= 1;
    if (running_ == 0) finished_.notify_one();
  }
}

void Pool::runShare(int thread) const {
  const WithoutDenormals guard;
  const int stride = static_cast<int>(others_.size()) + 1;
  for (int index = thread; index < lanes_; index += stride) (*work_)(index);
}

}  // namespace unroll
