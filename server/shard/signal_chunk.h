// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Signal chunks: the packed, columnar form in which pushes of signals are stored before they are
// folded into candidates (storage.md E2, table w).
#ifndef WINNOW_SERVER_SHARD_SIGNAL_CHUNK_H_
#define WINNOW_SERVER_SHARD_SIGNAL_CHUNK_H_

#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "server/shard/signal_columns.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::shard {

struct QueueState;

// Builds a chunk entry by entry. Not thread-safe.
class ChunkBuilder {
 public:
  // The index in this chunk of signals of one identity and origin.
  uint32_t Series(const selection::SignalId& id, const SignalOrigin& origin);

  // One signal of a candidate.
  struct Entry {
    selection::CandidateNo no = 0;
    uint32_t series = 0;
    selection::Micros micros = 0;
    int64_t time_ms = 0;
  };
  void Add(const Entry& entry);

  bool empty() const { return record_.value_size() == 0; }
  storage::v1::SignalChunkRecord Take() && { return std::move(record_); }

 private:
  storage::v1::SignalChunkRecord record_;
  absl::flat_hash_map<std::pair<selection::SignalId, SignalOrigin>, uint32_t> series_;
  int64_t last_arrival_ = 0;
  int64_t last_time_us_ = 0;
};

// Calls `visit(no)` for each entry of a chunk, in order. DATA_LOSS when its columns differ in
// length.
absl::Status VisitChunk(const storage::v1::SignalChunkRecord& chunk,
                        absl::FunctionRef<void(selection::CandidateNo)> visit);

// Sets the signals of a stored chunk in the queue's columns. DATA_LOSS when the chunk is damaged or
// names a candidate that does not exist.
absl::Status ApplyChunk(const storage::v1::SignalChunkRecord& chunk, QueueState& queue);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_SIGNAL_CHUNK_H_
