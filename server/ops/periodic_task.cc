// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/periodic_task.h"

#include <utility>

namespace winnow::ops {

PeriodicTask::PeriodicTask(absl::Duration period, std::function<void()> task)
    : period_(period), task_(std::move(task)) {
  MutexLock lock(mutex_);
  thread_ = std::thread([this] {
    while (stop_.WaitFor(period_)) task_();
  });
}

PeriodicTask::~PeriodicTask() { Stop(); }

void PeriodicTask::Stop() {
  stop_.Set();
  std::thread thread;
  {
    MutexLock lock(mutex_);
    thread.swap(thread_);
  }
  if (thread.joinable()) thread.join();
}

}  // namespace winnow::ops
