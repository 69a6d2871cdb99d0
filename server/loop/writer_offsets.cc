// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/writer_offsets.h"

#include "absl/strings/str_cat.h"
#include "server/loop/error.h"
#include "server/shard/dictionary_limits.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

// A writer may have a stream of each kind.
constexpr size_t kMaxStreams = 2 * shard::kMaxWriters;

}  // namespace

uint64_t HandedIn(const shard::QueueState& queue, const WriterStream& writer) {
  const auto it = queue.writer_offsets.find({writer.writer_id, writer.stream});
  return it == queue.writer_offsets.end() ? 0 : it->second;
}

absl::StatusOr<bool> IsRepeated(const shard::QueueState& queue, const RecordRange& range) {
  const uint64_t handed_in = HandedIn(queue, range.writer);
  if (handed_in == 0 && queue.writer_offsets.size() >= kMaxStreams) {
    return FieldsInvalid({{"header.writer_id",
                           "is one writer too many: the queue remembers as many as it can; use the "
                           "id of an earlier one"}});
  }
  if (range.offset == handed_in) return false;
  // The difference does not overflow, whatever was sent.
  if (range.offset < handed_in && range.records <= handed_in - range.offset) return true;
  return Invalid(v1::ERROR_REASON_OFFSET_SKIPPED,
                 absl::StrCat("The chunk does not follow what the server has: ", handed_in,
                              " records of this writer's stream. Resume at that offset."));
}

void HandIn(const RecordRange& range, storage::ShardId shard, shard::QueueState& queue,
            storage::WriteSet* writes) {
  const WriterStream& writer = range.writer;
  const uint64_t offset = range.offset + range.records;
  queue.writer_offsets[{writer.writer_id, writer.stream}] = offset;
  storage::v1::WriterOffsetRecord record;
  record.set_writer_id(writer.writer_id);
  record.set_stream(writer.stream);
  record.set_committed_offset(offset);
  storage::WriterOffsetTable::Put(
      shard, {queue.queue_no(), static_cast<uint8_t>(writer.stream), writer.writer_id}, record,
      writes);
}

}  // namespace winnow::loop
