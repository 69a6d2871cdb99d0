// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// PeriodicTask: work that comes back: expiring leases, reading gauges, sweeping.
#ifndef WINNOW_SERVER_OPS_PERIODIC_TASK_H_
#define WINNOW_SERVER_OPS_PERIODIC_TASK_H_

#include <functional>
#include <thread>

#include "absl/time/time.h"
#include "server/ops/mutex.h"
#include "server/ops/stop_flag.h"

namespace winnow::ops {

// Calls a task in a thread of its own, the first time one period after construction and then one
// period after each return: calls never overlap and never pile up. Safe for use from any thread.
class PeriodicTask {
 public:
  // The task does not throw. `period` is real time and positive.
  PeriodicTask(absl::Duration period, std::function<void()> task);
  // As Stop.
  ~PeriodicTask();
  PeriodicTask(const PeriodicTask&) = delete;
  PeriodicTask& operator=(const PeriodicTask&) = delete;

  // Wakes the thread if it waits, or waits for the call that is running, and ends. Not from the
  // task. May be called again.
  void Stop() WINNOW_EXCLUDES(mutex_);

 private:
  const absl::Duration period_;
  const std::function<void()> task_;
  StopFlag stop_;
  Mutex mutex_;
  std::thread thread_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_PERIODIC_TASK_H_
