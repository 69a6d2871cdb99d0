// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RemovalThread: where removals run, one after the other, and versions of data sets are made, so
// that nothing is removed from under them.
#ifndef WINNOW_SERVER_LOOP_REMOVAL_REMOVAL_THREAD_H_
#define WINNOW_SERVER_LOOP_REMOVAL_REMOVAL_THREAD_H_

#include <atomic>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "server/ops/worker_pool.h"

namespace winnow::loop {

// A removal reads rows, rewrites them and waits for its commits: too long for the thread of a call,
// and two at a time would rewrite one row without knowing of each other. Thread-safe.
class RemovalThread {
 public:
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
  ops::WorkerPool pool_{{.threads = 1, .queue_tasks = 64}};
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REMOVAL_REMOVAL_THREAD_H_
