// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What both kinds of chunks report to the metrics of ingest.
#ifndef WINNOW_SERVER_LOOP_INGEST_COUNTS_H_
#define WINNOW_SERVER_LOOP_INGEST_COUNTS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "server/loop/signal_dictionary.h"
#include "server/ops/ingest_metrics.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::loop {

// Refused rows by reason.
void CountRefusals(const v1::IngestResult& result, ops::IngestMetrics& metrics);

// The signals of a chunk, and how many values of each id of the dictionary were stored.
struct ChunkSignals {
  absl::Span<const SignalEntry> entries;
  absl::Span<const uint32_t> stored;
};

// Stored values by signal, and the newest compute time of each scorer.
void CountSignals(const SignalDictionary& dictionary, const ChunkSignals& signals,
                  ops::IngestMetrics& metrics);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_INGEST_COUNTS_H_
