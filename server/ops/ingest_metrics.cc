// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/ingest_metrics.h"

namespace winnow::ops {

IngestMetrics::IngestMetrics(prometheus::Registry& registry)
    : candidates_(prometheus::BuildCounter()
                      .Name("winnow_ingest_candidates_total")
                      .Help("Rows of candidates received, by what became of them.")
                      .Register(registry),
                  {{"result", 16}}),
      rejections_(prometheus::BuildCounter()
                      .Name("winnow_ingest_rejections_total")
                      .Help("Rows that were refused or quarantined, by reason.")
                      .Register(registry),
                  {{"reason", 64}}),
      signals_(prometheus::BuildCounter()
                   .Name("winnow_signal_updates_total")
                   .Help("Signal values applied, by signal.")
                   .Register(registry),
               {{"signal", 100}}),
      scorer_updates_(prometheus::BuildGauge()
                          .Name("winnow_scorer_last_update_timestamp_seconds")
                          .Help("Newest compute time of a signal from this scorer.")
                          .Register(registry),
                      {{"scorer", 100}}) {}

void IngestMetrics::CountCandidates(absl::string_view result, double rows) {
  candidates_.At({result}).Increment(rows);
}

void IngestMetrics::CountRejections(absl::string_view reason, double rows) {
  rejections_.At({reason}).Increment(rows);
}

void IngestMetrics::CountSignals(absl::string_view signal, double values) {
  signals_.At({signal}).Increment(values);
}

void IngestMetrics::SetScorerUpdate(absl::string_view scorer, absl::Time computed) {
  scorer_updates_.At({scorer}).Set(absl::ToDoubleSeconds(computed - absl::UnixEpoch()));
}

}  // namespace winnow::ops
