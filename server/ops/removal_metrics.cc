// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/removal_metrics.h"

namespace winnow::ops {
namespace {

prometheus::Gauge& PlainGauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

double SecondsOf(absl::Time time) { return absl::ToDoubleSeconds(time - absl::UnixEpoch()); }

}  // namespace

RemovalMetrics::RemovalMetrics(prometheus::Registry& registry)
    : removed_(prometheus::BuildCounter()
                   .Name("winnow_removed_candidates_total")
                   .Help("Candidates that were removed, by why.")
                   .Register(registry),
               {{"reason", 4}}),
      overdue_(PlainGauge(registry, "winnow_retention_overdue_candidates",
                          "Candidates past their retention that the last sweep left.")),
      swept_(PlainGauge(registry, "winnow_retention_last_sweep_timestamp_seconds",
                        "When the last whole sweep of retention ended.")),
      purge_pending_(PlainGauge(registry, "winnow_purge_pending",
                                "1 while files may still hold what was removed.")),
      purge_pending_since_(PlainGauge(registry, "winnow_purge_pending_since_timestamp_seconds",
                                      "Since when files may hold what was removed; 0 while none "
                                      "does.")),
      purges_(prometheus::BuildCounter()
                  .Name("winnow_purges_total")
                  .Help("Purges of the files, by how they ended.")
                  .Register(registry),
              {{"result", 4}}) {}

void RemovalMetrics::CountRemoved(absl::string_view reason, uint64_t candidates) {
  removed_.At({reason}).Increment(static_cast<double>(candidates));
}

void RemovalMetrics::SetOverdue(uint64_t candidates) {
  overdue_.Set(static_cast<double>(candidates));
}

void RemovalMetrics::SetSwept(absl::Time time) { swept_.Set(SecondsOf(time)); }

void RemovalMetrics::SetPurgePending(std::optional<absl::Time> since) {
  purge_pending_.Set(since.has_value() ? 1 : 0);
  purge_pending_since_.Set(since.has_value() ? SecondsOf(*since) : 0);
}

void RemovalMetrics::CountPurge(absl::string_view result) { purges_.At({result}).Increment(); }

}  // namespace winnow::ops
