// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/candidate_scan.h"

#include <memory>
#include <thread>
#include <vector>

#include "google/protobuf/arena.h"
#include "server/selection/stable_hash.h"
#include "server/shard/block_exchange.h"
#include "server/shard/candidate_columns.h"

namespace winnow::shard {
namespace {

constexpr size_t kBlockRows = 256;
constexpr size_t kBlocksAhead = 8;
// Of the records of a block; those that do not fit take memory of their own.
constexpr size_t kBlockBytes = size_t{256} << 10;

// Rows, and their records in memory that is made once and used again.
class Block {
 public:
  Block() : memory_(std::make_unique<char[]>(kBlockBytes)) {
    google::protobuf::ArenaOptions options;
    options.initial_block = memory_.get();
    options.initial_block_size = kBlockBytes;
    arena_ = std::make_unique<google::protobuf::Arena>(options);
  }

  storage::v1::CandidateRecord* NewRecord() {
    return google::protobuf::Arena::CreateMessage<storage::v1::CandidateRecord>(arena_.get());
  }
  void Clear() {
    rows.clear();
    arena_->Reset();
  }

  std::vector<StoredCandidate> rows;

 private:
  std::unique_ptr<char[]> memory_;
  std::unique_ptr<google::protobuf::Arena> arena_;
};

absl::Status ReadInto(BlockExchange<std::unique_ptr<Block>>& exchange, storage::Engine& engine,
                      storage::ShardId shard) {
  auto block = std::make_unique<Block>();
  const auto push = [&] {
    const bool wanted = exchange.Push(block);
    if (block == nullptr) block = std::make_unique<Block>();
    block->Clear();
    return wanted ? absl::OkStatus() : absl::CancelledError("the rows are not wanted any more");
  };
  absl::Status status = storage::CandidateTable::ScanInto(
      engine, {shard, storage::CandidateTable::Range(shard)}, [&] { return block->NewRecord(); },
      [&](const storage::QueueRowId& id, storage::v1::CandidateRecord& record) {
        block->rows.push_back({id, &record,
                               selection::StaticIdHash(record.candidate().candidate_id()),
                               Fingerprint(record.candidate())});
        return block->rows.size() < kBlockRows ? absl::OkStatus() : push();
      });
  if (!block->rows.empty()) status.Update(push());
  return status;
}

absl::Status Visit(const std::vector<StoredCandidate>& rows,
                   absl::FunctionRef<absl::Status(const StoredCandidate&)> visit) {
  for (const StoredCandidate& row : rows) {
    if (absl::Status status = visit(row); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ScanCandidates(storage::Engine& engine, storage::ShardId shard,
                            absl::FunctionRef<absl::Status(const StoredCandidate&)> visit) {
  BlockExchange<std::unique_ptr<Block>> exchange(kBlocksAhead);
  absl::Status read;
  std::thread reader([&] {
    read = ReadInto(exchange, engine, shard);
    exchange.Close();
  });
  absl::Status visited;
  std::unique_ptr<Block> block;
  while (visited.ok() && exchange.Pop(block)) visited = Visit(block->rows, visit);
  exchange.GiveUp();
  reader.join();
  // Every row that was visited comes before the one that could not be read.
  return visited.ok() ? read : visited;
}

}  // namespace winnow::shard
