// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// FakeClock: a Clock that stands still until a test moves it.
#ifndef WINNOW_TESTS_TESTING_FAKE_CLOCK_H_
#define WINNOW_TESTS_TESTING_FAKE_CLOCK_H_

#include "absl/time/time.h"
#include "server/ops/clock.h"
#include "server/ops/mutex.h"

namespace winnow::ops {

// Safe for use from any thread.
class FakeClock final : public Clock {
 public:
  // Starts at 2026-01-01T00:00:00Z unless told otherwise.
  explicit FakeClock(absl::Time start = absl::FromUnixSeconds(1767225600)) : wall_(start) {}

  absl::Time WallNow() const override {
    MutexLock lock(mutex_);
    return wall_;
  }

  absl::Duration SteadyNow() const override {
    MutexLock lock(mutex_);
    return steady_;
  }

  // Returns at once; both clocks read as if the time had passed.
  void WaitFor(absl::Duration duration) override {
    MutexLock lock(mutex_);
    if (duration <= absl::ZeroDuration()) return;
    Move(duration);
    waited_ += duration;
  }

  // Lets `duration` (not negative) pass on both clocks.
  void Advance(absl::Duration duration) {
    MutexLock lock(mutex_);
    Move(duration);
  }

  // Sets the time of day, in either direction, as an operator would; no time passes.
  void SetWall(absl::Time wall) {
    MutexLock lock(mutex_);
    wall_ = wall;
  }

  // How much time WaitFor was asked to wait in all.
  absl::Duration TotalWaited() const {
    MutexLock lock(mutex_);
    return waited_;
  }

 private:
  void Move(absl::Duration duration) WINNOW_REQUIRES(mutex_) {
    wall_ += duration;
    steady_ += duration;
  }

  mutable Mutex mutex_;
  absl::Time wall_ WINNOW_GUARDED_BY(mutex_);
  absl::Duration steady_ WINNOW_GUARDED_BY(mutex_) = absl::ZeroDuration();
  absl::Duration waited_ WINNOW_GUARDED_BY(mutex_) = absl::ZeroDuration();
};

}  // namespace winnow::ops

#endif  // WINNOW_TESTS_TESTING_FAKE_CLOCK_H_
