// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// StepClock: the machine's clock plus all that was slept. Sleeping takes no time.
#ifndef WINNOW_TESTS_CLIENT_STEP_CLOCK_H_
#define WINNOW_TESTS_CLIENT_STEP_CLOCK_H_

#include <mutex>
#include <vector>

#include "client/clock.h"

namespace winnow::client {

class StepClock final : public Clock {
 public:
  absl::Time Now() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return SystemClock().Now() + slept_;
  }
  void Sleep(absl::Duration duration) override {
    if (duration <= absl::ZeroDuration()) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    slept_ += duration;
    sleeps_.push_back(duration);
  }

  // What was slept, in order.
  std::vector<absl::Duration> sleeps() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return sleeps_;
  }

 private:
  mutable std::mutex mutex_;
  absl::Duration slept_;
  std::vector<absl::Duration> sleeps_;
};

}  // namespace winnow::client

#endif  // WINNOW_TESTS_CLIENT_STEP_CLOCK_H_
