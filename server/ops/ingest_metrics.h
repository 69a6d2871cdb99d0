// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_OPS_INGEST_METRICS_H_
#define WINNOW_SERVER_OPS_INGEST_METRICS_H_

#include <prometheus/registry.h>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/ops/bounded_family.h"

namespace winnow::ops {

// What came in (operations.md O2). Safe for use from any thread; call once per chunk.
class IngestMetrics {
 public:
  explicit IngestMetrics(prometheus::Registry& registry);

  // Rows of candidates by what became of them ("accepted", "duplicate", ...).
  void CountCandidates(absl::string_view result, double rows);
  // Rows that were refused or quarantined, by reason.
  void CountRejections(absl::string_view reason, double rows);
  // Values of one signal that were applied. The first 100 signals are told apart.
  void CountSignals(absl::string_view signal, double values);
  // The newest compute time that a scorer has sent. The first 100 scorers are told apart; of the
  // rest, the last one that reported is seen.
  void SetScorerUpdate(absl::string_view scorer, absl::Time computed);

 private:
  BoundedCounters candidates_;
  BoundedCounters rejections_;
  BoundedCounters signals_;
  BoundedGauges scorer_updates_;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_INGEST_METRICS_H_
