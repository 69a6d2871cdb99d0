// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/clock_guard.h"

namespace winnow::ops {

ClockGuard::ClockGuard(const Clock& clock, const ClockGuardOptions& options,
                       std::optional<ClockWitness> witness)
    : clock_(clock), options_(options) {
  MutexLock lock(mutex_);
  const Reading start = {clock.WallNow(), clock.SteadyNow()};
  Trust(start);
  if (!witness.has_value()) return;
  trusted_.wall = witness->time;
  if (!witness->in_doubt) ahead_ = options_.longest_gap;
  // Doubt outlives the run that raised it: whoever starts again does not know better.
  in_doubt_ = witness->in_doubt;
  even_ = start;
  Judge(start);
}

void ClockGuard::Trust(const Reading& reading) {
  trusted_ = reading;
  ahead_ = kTolerance;
  in_doubt_ = false;
}

void ClockGuard::Judge(const Reading& reading) {
  const absl::Duration jump = reading.wall - trusted_.WallAt(reading.steady);
  if (jump >= -kTolerance && jump <= ahead_) {
    // Small steps add up: what was trusted stays what is compared with.
    if (in_doubt_ || ahead_ != kTolerance) Trust(reading);
    return;
  }
  const absl::Duration uneven = reading.wall - even_.WallAt(reading.steady);
  if (!in_doubt_ || absl::AbsDuration(uneven) > kTolerance) even_ = reading;
  in_doubt_ = true;
  const bool settled = reading.steady - even_.steady >= options_.settle;
  if (settled && jump <= options_.longest_gap) Trust(reading);
}

Moment ClockGuard::Now() {
  MutexLock lock(mutex_);
  const Reading reading = {clock_.WallNow(), clock_.SteadyNow()};
  Judge(reading);
  if (!in_doubt_) return Moment::Trusted(reading.wall, reading.steady);
  return {reading.wall, reading.steady, trusted_.WallAt(reading.steady)};
}

}  // namespace winnow::ops
