// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SerialThread: where work runs one after the other that reads rows, rewrites them and waits for
// its commits: too long for the thread of a call. Removals and the creation of data set versions
// share one, so that nothing is removed from under a version; changes of releases have another.
#ifndef WINNOW_SERVER_LOOP_SERIAL_THREAD_H_
#define WINNOW_SERVER_LOOP_SERIAL_THREAD_H_

#include <atomic>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "server/ops/worker_pool.h"

namespace winnow::loop {

// Two tasks at a time would rewrite one row without knowing of each other. Thread-safe.
class SerialThread {
 public:
  SerialThread() : pool_(ops::WorkerPool::Options{.threads = 1, .queue_tasks = 64}) {}

  // Runs `task` after those that came before. False when too many wait, or once it is stopped.
  [[nodiscard]] bool Start(absl::AnyInvocable<void()> task) {
    return pool_.TrySubmit(std::move(task));
  }

  // Whether tasks should give up at their next step.
  const std::atomic<bool>& stopping() const { return stopping_; }
  // Lets tasks give up, and waits until they have. May be called again.
  void Stop() {
    stopping_ = true;
    pool_.Stop();
  }

 private:
  std::atomic<bool> stopping_ = false;
  ops::WorkerPool pool_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_SERIAL_THREAD_H_
