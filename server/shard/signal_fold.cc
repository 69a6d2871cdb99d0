// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/signal_fold.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "server/shard/mutate_and_wait.h"
#include "server/shard/signal_chunk.h"
#include "storage/tables/candidate_table.h"
#include "storage/tables/registry_table.h"
#include "storage/tables/signal_table.h"

namespace winnow::shard {
namespace {

// Rows are read, and their signals looked up under the shard's mutex, in portions: nobody waits for
// more than one of them.
constexpr size_t kRowsPerRead = 256;

// Bounds of one fold, well within what an engine takes in a commit: a row of a queue with n signals
// stays below kRowBytes + n kSignalBytes.
constexpr size_t kFoldBytes = size_t{8} << 20;
constexpr size_t kRowBytes = 2048;
constexpr size_t kSignalBytes = 512;

// The fold of one queue, from its announcement to its commit.
class Fold {
 public:
  Fold(Shard& shard, std::string queue_id, const FoldOptions& options)
      : shard_(shard), queue_id_(std::move(queue_id)), options_(options) {}

  absl::StatusOr<size_t> Run() {
    absl::Status status = Announce();
    if (status.ok() && last_chunk_ > 0) status = ReadChunks();
    if (status.ok() && last_chunk_ > 0) status = BuildRows();
    // Also after a failure: the announcement has to be taken back.
    status.Update(Finish(status.ok()));
    if (!status.ok()) return status;
    return chunks_;
  }

 private:
  // From now on the shard notes which rows are rewritten; all chunks up to last_chunk_ are durable
  // when this returns.
  absl::Status Announce() {
    return MutateAndWait(shard_, [&](ShardState& state, MutationLog&) {
      QueueState* queue = state.FindQueue(queue_id_);
      if (queue == nullptr || queue->backlog_bytes < options_.min_backlog_bytes)
        return absl::OkStatus();
      queue->folding = true;
      queue->rewritten.clear();
      queue_no_ = queue->queue_no();
      first_chunk_ = queue->record.applied_chunk() + 1;
      last_chunk_ =
          std::min(queue->next_chunk - 1, queue->record.applied_chunk() + options_.max_chunks);
      max_rows_ = kFoldBytes / (kRowBytes + queue->signals.series_count() * kSignalBytes);
      return absl::OkStatus();
    });
  }

  absl::Status ReadChunks() {
    const storage::KeyRange range{
        storage::SignalTable::Key(shard_.id(), {queue_no_, first_chunk_}),
        storage::SignalTable::Key(shard_.id(), {queue_no_, last_chunk_ + 1})};
    uint64_t read = 0;
    const absl::Status status = storage::SignalTable::ScanRange(
        shard_.engine(), shard_.id(), range, [&](const storage::QueueRowId& id, auto& chunk) {
          if (candidates_.size() >= max_rows_) return absl::OkStatus();
          ++chunks_;
          read = id.number;
          folded_bytes_ += chunk.ByteSizeLong();
          return VisitChunk(chunk, [&](selection::CandidateNo no) {
            if (candidates_.empty() || candidates_.back() != no) candidates_.push_back(no);
          });
        });
    last_chunk_ = read;
    return status;
  }

  absl::Status BuildRows() {
    std::sort(candidates_.begin(), candidates_.end());
    candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
    for (size_t begin = 0; begin < candidates_.size(); begin += kRowsPerRead) {
      const size_t end = std::min(begin + kRowsPerRead, candidates_.size());
      if (absl::Status status = BuildPortion(begin, end); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Makes the rows of candidates_[begin, end) with the newest signals that they have by now. Those
  // that come later are in chunks that stay.
  absl::Status BuildPortion(size_t begin, size_t end) {
    std::vector<std::string> keys;
    for (size_t i = begin; i < end; ++i)
      keys.push_back(storage::CandidateTable::Key(shard_.id(), {queue_no_, candidates_[i]}));
    const auto values = shard_.engine().Get(shard_.id(), keys);
    if (!values.ok()) return values.status();
    std::vector<storage::v1::CandidateRecord> records(keys.size());
    for (size_t i = 0; i < keys.size(); ++i) {
      if (!(*values)[i].has_value())
        return absl::DataLossError("a stored signal is about a candidate that does not exist");
      absl::Status status = storage::DecodeRecordInto(keys[i], *(*values)[i], &records[i]);
      if (!status.ok()) return status;
    }
    absl::Status status = MutateAndWait(shard_, [&](ShardState& state, MutationLog&) {
      const QueueState* queue = state.FindQueue(queue_id_);
      if (queue == nullptr) return absl::NotFoundError("the queue is gone");
      for (size_t i = 0; i < records.size(); ++i) {
        auto& signals = *records[i].mutable_candidate()->mutable_signals();
        signals.Clear();
        queue->signals.Write(candidates_[begin + i], &signals);
      }
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    for (size_t i = 0; i < keys.size(); ++i)
      rows_.push_back({std::move(keys[i]), storage::EncodeRecord(records[i])});
    return absl::OkStatus();
  }

  absl::Status Finish(bool complete) {
    return MutateAndWait(shard_, [&](ShardState& state, MutationLog& log) {
      QueueState* queue = state.FindQueue(queue_id_);
      if (queue == nullptr || !queue->folding) return absl::OkStatus();
      queue->folding = false;
      if (complete) log.Add(BuildMutation(*queue, state.shard));
      queue->rewritten.clear();
      return absl::OkStatus();
    });
  }

  Mutation BuildMutation(QueueState& queue, storage::ShardId shard) {
    Mutation mutation;
    for (size_t i = 0; i < candidates_.size(); ++i) {
      // A row that was rewritten meanwhile has the newest signals already.
      if (queue.rewritten.contains(candidates_[i])) continue;
      mutation.writes.Put(std::move(rows_[i].key), std::move(rows_[i].value));
    }
    for (uint64_t chunk = first_chunk_; chunk <= last_chunk_; ++chunk) {
      storage::SignalTable::Delete(shard, {queue_no_, chunk}, &mutation.writes);
    }
    queue.record.set_applied_chunk(last_chunk_);
    queue.backlog_bytes -= std::min<uint64_t>(queue.backlog_bytes, folded_bytes_);
    storage::QueueTable::Put(shard, queue_id_, queue.record, &mutation.writes);
    mutation.leaf = {
        .method = "FoldSignals", .object = "queues/" + queue_id_, .decision = "FOLDED"};
    return mutation;
  }

  Shard& shard_;
  const std::string queue_id_;
  const FoldOptions& options_;
  uint32_t queue_no_ = 0;
  uint64_t first_chunk_ = 0;
  uint64_t last_chunk_ = 0;  // 0: nothing to fold
  size_t max_rows_ = 0;
  size_t chunks_ = 0;
  uint64_t folded_bytes_ = 0;
  std::vector<selection::CandidateNo> candidates_;  // sorted, once each
  std::vector<storage::Row> rows_;                  // of candidates_
};

}  // namespace

absl::StatusOr<size_t> FoldSignals(Shard& shard, const FoldOptions& options) {
  std::vector<std::string> queues;
  absl::Status status = MutateAndWait(shard, [&](ShardState& state, MutationLog&) {
    for (const auto& [id, queue] : state.queues) queues.push_back(id);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  size_t folded = 0;
  for (const std::string& queue : queues) {
    const auto chunks = Fold(shard, queue, options).Run();
    if (!chunks.ok()) return chunks.status();
    folded += *chunks;
  }
  return folded;
}

}  // namespace winnow::shard
