// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/lease_metrics.h"

#include "server/ops/metric_buckets.h"

namespace winnow::ops {

LeaseMetrics::LeaseMetrics(prometheus::Registry& registry)
    : events_(prometheus::BuildCounter()
                  .Name("winnow_lease_events_total")
                  .Help("Events of leases and their items.")
                  .Register(registry),
              {{"event", 32}}),
      batch_wait_(
          prometheus::BuildHistogram()
              .Name("winnow_batch_wait_seconds")
              .Help("How long the oldest item of a batch was available before it was leased.")
              .Register(registry)
              .Add({}, WorkBuckets())),
      batch_turnaround_(prometheus::BuildHistogram()
                            .Name("winnow_batch_turnaround_seconds")
                            .Help("From the lease of a batch to its completion.")
                            .Register(registry)
                            .Add({}, WorkBuckets())) {}

void LeaseMetrics::CountEvents(absl::string_view event, double count) {
  events_.At({event}).Increment(count);
}

void LeaseMetrics::ObserveBatchWait(absl::Duration duration) {
  batch_wait_.Observe(absl::ToDoubleSeconds(duration));
}

void LeaseMetrics::ObserveBatchTurnaround(absl::Duration duration) {
  batch_turnaround_.Observe(absl::ToDoubleSeconds(duration));
}

}  // namespace winnow::ops
