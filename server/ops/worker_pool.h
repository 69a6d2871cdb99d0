// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// WorkerPool: threads that live as long as the server and share its work.
#ifndef WINNOW_SERVER_OPS_WORKER_POOL_H_
#define WINNOW_SERVER_OPS_WORKER_POOL_H_

#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "server/ops/mutex.h"

namespace winnow::ops {

// A fixed number of threads and a bounded queue of tasks. Tasks do not throw. Safe for use from any
// thread.
class WorkerPool {
 public:
  struct Options {
    // 0 is allowed: then ParallelFor runs in its caller and TrySubmit refuses.
    size_t threads = 1;
    // Tasks that wait for a thread.
    size_t queue_tasks = 1024;
  };

  explicit WorkerPool(const Options& options);
  // As Stop.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Queues a task. False, and the task is destroyed without being run, when the queue is full or
  // the pool is stopped or has no threads.
  [[nodiscard]] bool TrySubmit(absl::AnyInvocable<void()> task) WINNOW_EXCLUDES(mutex_);

  // Calls `body` with each of 0 .. count-1, in any order, several at once, and returns when all
  // calls have returned. The caller works too, so that it comes to an end when the pool is busy,
  // stopped, or itself the caller; the result must not depend on which thread did what.
  void ParallelFor(size_t count, absl::FunctionRef<void(size_t)> body) WINNOW_EXCLUDES(mutex_);

  // Takes no more tasks, runs those that wait, and ends the threads. Not from a task of the pool.
  // May be called again.
  void Stop() WINNOW_EXCLUDES(mutex_);

 private:
  void Work() WINNOW_EXCLUDES(mutex_);

  const size_t queue_tasks_;
  const size_t thread_count_;
  Mutex mutex_;
  CondVar changed_;
  bool stopped_ WINNOW_GUARDED_BY(mutex_) = false;
  std::deque<absl::AnyInvocable<void()>> tasks_ WINNOW_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_WORKER_POOL_H_
