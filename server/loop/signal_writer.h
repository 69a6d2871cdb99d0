// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SignalWriter: brings the signals of a chunk into a queue's columns, and logs those that no
// candidate row carries (storage.md E2, table w).
#ifndef WINNOW_SERVER_LOOP_SIGNAL_WRITER_H_
#define WINNOW_SERVER_LOOP_SIGNAL_WRITER_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "server/loop/row_problem.h"
#include "server/loop/signal_dictionary.h"
#include "server/shard/mutation.h"
#include "server/shard/queue_state.h"
#include "server/shard/signal_chunk.h"

namespace winnow::loop {

// The signals of one row.
struct RowSignals {
  static constexpr uint32_t kAsGiven = UINT32_MAX;

  absl::Span<const SignalEntry> entries;
  // Number of the model release that signals without one are about; kAsGiven leaves it empty.
  uint32_t release = kAsGiven;
};

// Lives for one mutation, under the shard's mutex.
class SignalWriter {
 public:
  SignalWriter(const SignalDictionary& dictionary, shard::QueueState& queue)
      : dictionary_(dictionary),
        queue_(queue),
        series_(dictionary.ids().size()),
        stored_(dictionary.ids().size()) {}

  // A problem when the queue cannot take one more of the signals or origins that a row names.
  std::optional<RowProblem> Admit(const RowSignals& signals);

  enum class Source {
    kNewRow,    // the row that is stored carries them: nothing is logged
    kKnownRow,  // sent with a candidate that is known: a value again without a time is no news
    kPush,
  };
  // Sets the signals of a row that Admit accepted. True when at least one was stored: it is newer
  // than what the candidate had.
  bool Set(selection::CandidateNo no, const RowSignals& signals, Source source);

  // Adds the log of what Set stored to the writes of the mutation.
  void Finish(storage::ShardId shard, storage::WriteSet* writes);

  // Values that were stored, by number of the dictionary's ids.
  const std::vector<uint32_t>& stored() const { return stored_; }

 private:
  // A number of the dictionary's origins, and a model release or kAsGiven.
  using OriginKey = std::pair<uint32_t, uint32_t>;

  OriginKey KeyOf(const SignalEntry& entry, const RowSignals& signals) const;
  shard::SignalOrigin Describe(const OriginKey& key) const;
  uint32_t ChunkSeries(uint32_t id, const OriginKey& origin);

  const SignalDictionary& dictionary_;
  shard::QueueState& queue_;
  // Numbers of the queue's columns and of the log, once they are needed.
  std::vector<std::optional<uint32_t>> series_;
  absl::flat_hash_map<OriginKey, uint32_t> origins_;
  absl::flat_hash_map<std::pair<uint32_t, OriginKey>, uint32_t> chunk_series_;
  shard::ChunkBuilder chunk_;
  std::vector<uint32_t> stored_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_SIGNAL_WRITER_H_
