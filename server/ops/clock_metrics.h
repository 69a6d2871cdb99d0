// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_OPS_CLOCK_METRICS_H_
#define WINNOW_SERVER_OPS_CLOCK_METRICS_H_

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include "server/ops/clock_guard.h"

namespace winnow::ops {

// Whether the time of day is trusted (operations.md O2). Safe for use from any thread.
class ClockMetrics {
 public:
  explicit ClockMetrics(prometheus::Registry& registry);

  void Set(const Moment& now);

 private:
  prometheus::Gauge& frozen_;
  prometheus::Gauge& jump_;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_CLOCK_METRICS_H_
