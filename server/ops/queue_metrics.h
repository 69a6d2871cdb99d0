// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_OPS_QUEUE_METRICS_H_
#define WINNOW_SERVER_OPS_QUEUE_METRICS_H_

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "server/ops/mutex.h"

namespace winnow::ops {

// A slice at one moment.
struct SliceReading {
  std::string slice = {};
  // Each is absent where it is not to be shown.
  std::optional<int64_t> available_items = std::nullopt;
  std::optional<absl::Time> oldest_available = std::nullopt;
  // Filled share of the slice's quota in the last draw, and its coverage; 1 is full.
  std::optional<double> quota_fill_ratio = std::nullopt;
  std::optional<double> coverage_ratio = std::nullopt;
};

// A queue at one moment. The slices come in the policy's order, the most important first; what
// would show too few persons is left out by the caller (governance.md G2).
struct QueueReading {
  std::string queue;
  std::vector<std::pair<std::string, int64_t>> candidates_by_state;
  std::optional<absl::Time> oldest_available;
  std::optional<int64_t> leased_items = std::nullopt;  // absent where it is not to be shown
  // Candidates whose labels disagree and of whom nobody has decided; absent likewise.
  std::optional<int64_t> open_adjudications = std::nullopt;
  int64_t capacity_items = 0;
  // The active policy revision ("lab@3"); empty when there is none.
  std::string policy;
  std::vector<SliceReading> slices;
};

// The gauges of queues and slices (operations.md O2). Each reading replaces the one before as a
// whole, so that a queue or slice that is gone leaves no series behind. Safe for use from any
// thread.
class QueueMetrics final : public prometheus::Collectable {
 public:
  // Beyond the first kMaxQueues queues and, in each, the first kMaxSlices slices, the rest show as
  // one named "other": their counts added up, the oldest of their times, the lowest of their
  // ratios.
  static constexpr size_t kMaxQueues = 100;
  static constexpr size_t kMaxSlices = 50;

  void Set(std::vector<QueueReading> queues) WINNOW_EXCLUDES(mutex_);

  std::vector<prometheus::MetricFamily> Collect() const override WINNOW_EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  std::vector<QueueReading> queues_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_QUEUE_METRICS_H_
