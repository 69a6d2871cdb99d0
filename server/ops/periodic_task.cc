// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/periodic_task.h"

#include <utility>

#include "server/ops/clock.h"

namespace winnow::ops {

PeriodicTask::PeriodicTask(absl::Duration period, std::function<void()> task)
    : period_(period), task_(std::move(task)) {
  MutexLock lock(mutex_);
  thread_ = std::thread([this] { Run(); });
}

PeriodicTask::~PeriodicTask() { Stop(); }

void PeriodicTask::Stop() {
  std::thread thread;
  {
    MutexLock lock(mutex_);
    stopped_ = true;
    thread.swap(thread_);
    stop_wanted_.NotifyAll();
  }
  if (thread.joinable()) thread.join();
}

void PeriodicTask::Run() {
  while (WaitOnePeriod()) task_();
}

bool PeriodicTask::WaitOnePeriod() {
  const SystemClock clock;
  const absl::Duration due = clock.SteadyNow() + period_;
  MutexLock lock(mutex_);
  while (!stopped_) {
    const absl::Duration left = due - clock.SteadyNow();
    if (left <= absl::ZeroDuration()) return true;
    stop_wanted_.WaitFor(mutex_, left);
  }
  return false;
}

}  // namespace winnow::ops
