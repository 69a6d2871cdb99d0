// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/clock.h"

#include <chrono>

#include "absl/time/clock.h"

namespace winnow::ops {

absl::Time SystemClock::WallNow() const { return absl::Now(); }

absl::Duration SystemClock::SteadyNow() const {
  return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

void SystemClock::WaitFor(absl::Duration duration) { absl::SleepFor(duration); }

}  // namespace winnow::ops
