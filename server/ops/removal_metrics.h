// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_OPS_REMOVAL_METRICS_H_
#define WINNOW_SERVER_OPS_REMOVAL_METRICS_H_

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/ops/bounded_family.h"

namespace winnow::ops {

// What is removed, and what should have been (operations.md O2). Safe for use from any thread.
class RemovalMetrics {
 public:
  explicit RemovalMetrics(prometheus::Registry& registry);

  // Candidates that were removed, by why ("RETENTION", "ERASURE").
  void CountRemoved(absl::string_view reason, uint64_t candidates);
  // Candidates past their retention that are still there, as of the last sweep.
  void SetOverdue(uint64_t candidates);
  // When the last sweep ended that nothing cut off.
  void SetSwept(absl::Time time);
  // Since when files may hold what was removed; nullopt while none does.
  void SetPurgePending(std::optional<absl::Time> since);
  // A purge of the files, by how it ended ("done", "failed").
  void CountPurge(absl::string_view result);

 private:
  BoundedCounters removed_;
  prometheus::Gauge& overdue_;
  prometheus::Gauge& swept_;
  prometheus::Gauge& purge_pending_;
  prometheus::Gauge& purge_pending_since_;
  BoundedCounters purges_;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_REMOVAL_METRICS_H_
