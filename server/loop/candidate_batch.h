// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CandidateBatch: candidates of one chunk, on their way from messages to the queue (api.md P1).
#ifndef WINNOW_SERVER_LOOP_CANDIDATE_BATCH_H_
#define WINNOW_SERVER_LOOP_CANDIDATE_BATCH_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
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
class CandidateBatch {
 public:
  using Rows = google::protobuf::RepeatedPtrField<v1::Candidate>;

  static constexpr absl::string_view kMethod = "IngestCandidates";

  // Checks the rows, fills in defaults and splits, rounds numbers and writes the bytes of what will
  // be stored if a row is new.
  CandidateBatch(const IngestContext& context, Rows* rows);

  // Adds, replaces or passes over each row in order, with what has to be stored for that.
  v1::IngestResult Apply(shard::ShardState& state, shard::QueueState& queue,
                         storage::WriteSet* writes);

  void Count(const v1::IngestResult& result, ops::IngestMetrics& metrics) const;

 private:
  struct Row {
    uint32_t index = 0;  // in the chunk
    uint64_t id_hash = 0;
    shard::CandidateMarks marks;
    uint32_t first_signal = 0;
    uint32_t signals = 0;
    bool is_split_derived = false;  // the row left it open
    std::string value;              // of table c, for a new candidate
  };
  struct Target;

  void Prepare(const IngestContext& context, uint32_t index);
  void ApplyRow(Target& target, Row& row);
  // Gives a row whose split was left open that of its group, where the group has one.
  void FollowGroup(const Target& target, Row& row);
  void Add(Target& target, Row& row);
  // True when the stored row changes.
  bool Replace(Target& target, const Row& row, selection::CandidateNo no);
  // True when nothing but the signals of `no` may differ from those of the row.
  static bool IsSame(const Target& target, const Row& row, selection::CandidateNo no);
  RowSignals SignalsOf(const Row& row) const;

  Rows& messages_;
  int64_t arrival_us_;
  LastSplit splits_;
  SignalDictionary dictionary_;
  std::vector<SignalEntry> signals_;
  std::vector<Row> rows_;
  v1::IngestResult refused_;
  std::vector<uint32_t> stored_signals_;
  // Rows that were quarantined, by bit of CandidateRow::quarantine.
  std::array<uint32_t, 8> quarantined_ = {};
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_CANDIDATE_BATCH_H_
