// A small fixed pool of threads that runs the lanes of one call and waits for all of them.
#pragma once
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace unroll {

class Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  ~Pool();

  /** Ends the threads; the next call starts as many as are asked for, the caller being one of them. */
  void resize(int threads);
  int threads() const { return threads_; }

  /** Runs work(0) to work(lanes - 1): lane k always on thread k modulo threads. Nothing may throw in it. */
  void run(int lanes, const std::function<void(int)>& work);

 private:
  void start();
  void stop();
  void serve(int thread, unsigned seen);
  void runShare(int thread) const;

  int threads_ = 1;
  std::vector<std::thread> others_;
  std::mutex mutex_;
  std::condition_variable called_, finished_;
  const std::function<void(int)>* work_ = nullptr;
  int lanes_ = 0;
  int running_ = 0;
  unsigned call_ = 0;
  bool ending_ = false;
};

}  // namespace unroll
