// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/clock_metrics.h"

namespace winnow::ops {

ClockMetrics::ClockMetrics(prometheus::Registry& registry)
    : frozen_(prometheus::BuildGauge()
                  .Name("winnow_clock_frozen")
                  .Help("1 while the time of day is in doubt and nothing is destroyed by it.")
                  .Register(registry)
                  .Add({})),
      jump_(prometheus::BuildGauge()
                .Name("winnow_clock_jump_seconds")
                .Help("By how much the wall clock is ahead of the steady clock since it was "
                      "trusted; negative when behind, 0 while trusted.")
                .Register(registry)
                .Add({})) {}

void ClockMetrics::Set(const Moment& now) {
  frozen_.Set(now.in_doubt() ? 1 : 0);
  jump_.Set(absl::ToDoubleSeconds(now.jump()));
}

}  // namespace winnow::ops
