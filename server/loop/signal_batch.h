// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SignalBatch: pushed signals of one chunk, on their way from messages to the queue (api.md P1).
#ifndef WINNOW_SERVER_LOOP_SIGNAL_BATCH_H_
#define WINNOW_SERVER_LOOP_SIGNAL_BATCH_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "server/loop/ingest_context.h"
#include "server/loop/signal_writer.h"
#include "server/ops/ingest_metrics.h"
#include "server/shard/shard_state.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::loop {

// Made without a lock, applied once under the shard's mutex, counted afterwards. The rows belong to
// the caller, are changed, and have to live until Apply returned: so they are freed by the thread
// that brought them and not by the one that answers. Not thread-safe.
class SignalBatch {
 public:
  using Rows = google::protobuf::RepeatedPtrField<v1::SignalRow>;

  static constexpr absl::string_view kMethod = "PushSignals";

  // Checks the rows, fills in defaults and rounds numbers.
  SignalBatch(const IngestContext& context, Rows* rows);

  // Stores what is newer than what the queue has, row by row.
  v1::IngestResult Apply(shard::ShardState& state, shard::QueueState& queue,
                         storage::WriteSet* writes);

  void Count(const v1::IngestResult& result, ops::IngestMetrics& metrics) const;

 private:
  struct Row {
    uint32_t index = 0;  // in the chunk
    uint64_t id_hash = 0;
    uint32_t first_signal = 0;
    uint32_t signals = 0;
  };

  // The candidates of rows_, fetched into the cache; nullopt for those that the queue lacks.
  std::vector<std::optional<selection::CandidateNo>> Find(const shard::QueueState& queue) const;

  Rows& messages_;
  SignalDictionary dictionary_;
  std::vector<SignalEntry> signals_;
  std::vector<Row> rows_;
  v1::IngestResult refused_;
  std::vector<uint32_t> stored_signals_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_SIGNAL_BATCH_H_
