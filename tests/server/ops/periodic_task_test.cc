// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/periodic_task.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "server/ops/clock.h"

namespace winnow::ops {
namespace {

class CallCounter {
 public:
  void Add() {
    MutexLock lock(mutex_);
    ++calls_;
    changed_.NotifyAll();
  }
  void WaitFor(int calls) {
    MutexLock lock(mutex_);
    while (calls_ < calls) changed_.Wait(mutex_);
  }
  int calls() {
    MutexLock lock(mutex_);
    return calls_;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  int calls_ WINNOW_GUARDED_BY(mutex_) = 0;
};

TEST(PeriodicTask, ComesBackNoSoonerThanItsPeriod) {
  const SystemClock clock;
  const absl::Duration start = clock.SteadyNow();
  CallCounter counter;
  PeriodicTask task(absl::Milliseconds(2), [&counter] { counter.Add(); });
  counter.WaitFor(5);
  EXPECT_GE(clock.SteadyNow() - start, absl::Milliseconds(10));
}

TEST(PeriodicTask, StopsAtOnceFromALongWait) {
  const SystemClock clock;
  const absl::Duration start = clock.SteadyNow();
  std::atomic<int> calls = 0;
  {
    PeriodicTask task(absl::Hours(1), [&calls] { ++calls; });
    task.Stop();
    task.Stop();
  }
  EXPECT_LT(clock.SteadyNow() - start, absl::Minutes(1));
  EXPECT_EQ(calls, 0);
}

TEST(PeriodicTask, StopWaitsForTheCallThatIsRunning) {
  CallCounter started;
  CallCounter may_end;
  std::atomic<bool> ended = false;
  PeriodicTask task(absl::Microseconds(1), [&] {
    started.Add();
    may_end.WaitFor(1);
    ended = true;
  });
  started.WaitFor(1);
  std::thread releaser([&may_end] { may_end.Add(); });
  task.Stop();
  EXPECT_TRUE(ended);
  releaser.join();
}

TEST(PeriodicTask, DoesNotCallAfterStop) {
  CallCounter counter;
  PeriodicTask task(absl::Microseconds(1), [&counter] { counter.Add(); });
  counter.WaitFor(3);
  task.Stop();
  const int calls = counter.calls();
  std::this_thread::yield();
  EXPECT_EQ(counter.calls(), calls);
}

}  // namespace
}  // namespace winnow::ops
