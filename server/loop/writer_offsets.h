// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Offsets of writers (api.md P1): a chunk is applied exactly once, in the order of its stream.
#ifndef WINNOW_SERVER_LOOP_WRITER_OFFSETS_H_
#define WINNOW_SERVER_LOOP_WRITER_OFFSETS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "server/shard/mutation.h"
#include "server/shard/queue_state.h"

namespace winnow::loop {

// One of the two streams of a writer to a queue.
struct WriterStream {
  std::string writer_id;
  v1::IngestStream stream = v1::INGEST_STREAM_UNSPECIFIED;
};

// Records [offset, offset + records) of a stream.
struct RecordRange {
  WriterStream writer;
  uint64_t offset = 0;
  uint64_t records = 0;
};

// All under the shard's mutex.

// Records that were handed in: durable once the answer of the command leaves. 0 for a writer that
// never wrote.
uint64_t HandedIn(const shard::QueueState& queue, const WriterStream& writer);

// True when all of `range` was handed in before. OFFSET_SKIPPED when it neither was nor follows
// what was; the text says where to resume. FIELD_INVALID for a new writer where the queue remembers
// as many as it can.
absl::StatusOr<bool> IsRepeated(const shard::QueueState& queue, const RecordRange& range);

// Notes that `range` is handed in, in memory and in the writes of the mutation.
void HandIn(const RecordRange& range, storage::ShardId shard, shard::QueueState& queue,
            storage::WriteSet* writes);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_WRITER_OFFSETS_H_
