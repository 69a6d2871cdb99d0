// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/rounds.h"

#include "server/ops/clock.h"

namespace winnow::bench {

double Seconds(absl::FunctionRef<void()> work) {
  ops::SystemClock clock;
  const absl::Duration start = clock.SteadyNow();
  work();
  return absl::ToDoubleSeconds(clock.SteadyNow() - start);
}

std::vector<double> TimeRounds(const RoundLimits& limits, absl::FunctionRef<void()> work,
                               absl::FunctionRef<void()> between) {
  ops::SystemClock clock;
  const absl::Duration end = clock.SteadyNow() + limits.time;
  std::vector<double> milliseconds;
  while (milliseconds.size() < limits.most &&
         (milliseconds.size() < limits.least || clock.SteadyNow() < end)) {
    milliseconds.push_back(1e3 * Seconds(work));
    between();
  }
  return milliseconds;
}

}  // namespace winnow::bench
