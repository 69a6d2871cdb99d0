// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_OPS_LEASE_METRICS_H_
#define WINNOW_SERVER_OPS_LEASE_METRICS_H_

#include <prometheus/registry.h>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/ops/bounded_family.h"

namespace winnow::ops {

// What became of leases (operations.md O2). Safe for use from any thread.
class LeaseMetrics {
 public:
  explicit LeaseMetrics(prometheus::Registry& registry);

  // Events of leases and their items ("granted", "renewed", "completed", "expired", ...).
  void CountEvents(absl::string_view event, double count);
  // How long the oldest item of a batch had been available when the batch was leased.
  void ObserveBatchWait(absl::Duration duration);
  // From the lease of a batch to its completion.
  void ObserveBatchTurnaround(absl::Duration duration);

 private:
  BoundedCounters events_;
  prometheus::Histogram& batch_wait_;
  prometheus::Histogram& batch_turnaround_;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_LEASE_METRICS_H_
