// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/worker_pool.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

namespace winnow::ops {
namespace {

// One ParallelFor, shared by its caller and the tasks that help. A task that starts late finds no
// index left and does not touch `body`, which may be gone by then.
class SharedLoop {
 public:
  SharedLoop(size_t count, absl::FunctionRef<void(size_t)> body) : count_(count), body_(body) {}

  void TakePart() {
    size_t ran = 0;
    for (size_t i = next_.fetch_add(1); i < count_; i = next_.fetch_add(1)) {
      body_(i);
      ++ran;
    }
    if (ran == 0) return;
    MutexLock lock(mutex_);
    done_ += ran;
    if (done_ == count_) all_done_.NotifyAll();
  }

  void WaitForAll() {
    MutexLock lock(mutex_);
    while (done_ < count_) all_done_.Wait(mutex_);
  }

 private:
  const size_t count_;
  const absl::FunctionRef<void(size_t)> body_;
  std::atomic<size_t> next_ = 0;
  Mutex mutex_;
  CondVar all_done_;
  size_t done_ WINNOW_GUARDED_BY(mutex_) = 0;
};

}  // namespace

WorkerPool::WorkerPool(const Options& options)
    : queue_tasks_(options.queue_tasks), thread_count_(options.threads) {
  MutexLock lock(mutex_);
  for (size_t i = 0; i < thread_count_; ++i) threads_.emplace_back([this] { Work(); });
}

WorkerPool::~WorkerPool() { Stop(); }

bool WorkerPool::TrySubmit(absl::AnyInvocable<void()> task) {
  MutexLock lock(mutex_);
  if (stopped_ || thread_count_ == 0 || tasks_.size() >= queue_tasks_) return false;
  tasks_.push_back(std::move(task));
  changed_.NotifyOne();
  return true;
}

void WorkerPool::ParallelFor(size_t count, absl::FunctionRef<void(size_t)> body) {
  if (count == 0) return;
  const auto loop = std::make_shared<SharedLoop>(count, body);
  const size_t helpers = std::min(count - 1, thread_count_);
  for (size_t i = 0; i < helpers; ++i) {
    if (!TrySubmit([loop] { loop->TakePart(); })) break;
  }
  loop->TakePart();
  loop->WaitForAll();
}

void WorkerPool::Stop() {
  std::vector<std::thread> threads;
  {
    MutexLock lock(mutex_);
    stopped_ = true;
    threads.swap(threads_);
    changed_.NotifyAll();
  }
  for (std::thread& thread : threads) thread.join();
}

void WorkerPool::Work() {
  while (true) {
    absl::AnyInvocable<void()> task;
    {
      MutexLock lock(mutex_);
      while (tasks_.empty() && !stopped_) changed_.Wait(mutex_);
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

}  // namespace winnow::ops
