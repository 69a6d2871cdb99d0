// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/ingest_counts.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace winnow::loop {

void CountRefusals(const v1::IngestResult& result, ops::IngestMetrics& metrics) {
  std::map<v1::ErrorReason, double> rows;
  for (const v1::RowError& error : result.row_errors()) ++rows[error.reason()];
  for (const auto& [reason, count] : rows) {
    metrics.CountRejections(absl::StripPrefix(v1::ErrorReason_Name(reason), "ERROR_REASON_"),
                            count);
  }
}

void CountSignals(const SignalDictionary& dictionary, const ChunkSignals& signals,
                  ops::IngestMetrics& metrics) {
  for (size_t id = 0; id < signals.stored.size(); ++id) {
    if (signals.stored[id] > 0) {
      metrics.CountSignals(dictionary.ids()[id].name, signals.stored[id]);
    }
  }
  std::vector<int64_t> newest_ms(dictionary.origins().size(), 0);
  for (const SignalEntry& entry : signals.entries) {
    newest_ms[entry.origin] = std::max(newest_ms[entry.origin], entry.time_ms);
  }
  std::map<absl::string_view, int64_t> by_scorer;
  for (size_t origin = 0; origin < newest_ms.size(); ++origin) {
    const std::string& scorer = dictionary.origins()[origin].scorer;
    if (scorer.empty() || newest_ms[origin] == 0) continue;
    int64_t& newest = by_scorer[scorer];
    newest = std::max(newest, newest_ms[origin]);
  }
  for (const auto& [scorer, time_ms] : by_scorer) {
    metrics.SetScorerUpdate(scorer, absl::FromUnixMillis(time_ms));
  }
}

}  // namespace winnow::loop
