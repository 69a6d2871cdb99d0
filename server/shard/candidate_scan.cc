// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/candidate_scan.h"

#include <thread>
#include <vector>

#include "server/selection/stable_hash.h"
#include "server/shard/block_exchange.h"
#include "server/shard/candidate_columns.h"

namespace winnow::shard {
namespace {

constexpr size_t kBlockRows = 256;
constexpr size_t kBlocksAhead = 8;

// Rows keep what they have allocated from one use of their block to the next.
struct Block {
  std::vector<StoredCandidate> rows;
  size_t used = 0;
};

absl::Status ReadInto(BlockExchange<Block>& exchange, storage::Engine& engine,
                      storage::ShardId shard) {
  Block block;
  const auto push = [&] {
    if (!exchange.Push(block)) return absl::CancelledError("the rows are not wanted any more");
    block.used = 0;
    return absl::OkStatus();
  };
  absl::Status status = storage::CandidateTable::ScanAll(
      engine, shard, [&](const storage::QueueRowId& id, storage::v1::CandidateRecord& record) {
        if (block.used == block.rows.size()) block.rows.emplace_back();
        StoredCandidate& row = block.rows[block.used++];
        row.id = id;
        row.record.Swap(&record);
        row.id_hash = selection::StaticIdHash(row.record.candidate().candidate_id());
        row.fingerprint = Fingerprint(row.record.candidate());
        return block.used < kBlockRows ? absl::OkStatus() : push();
      });
  if (block.used > 0) status.Update(push());
  return status;
}

absl::Status Visit(const Block& block,
                   absl::FunctionRef<absl::Status(const StoredCandidate&)> visit) {
  for (size_t i = 0; i < block.used; ++i) {
    if (absl::Status status = visit(block.rows[i]); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ScanCandidates(storage::Engine& engine, storage::ShardId shard,
                            absl::FunctionRef<absl::Status(const StoredCandidate&)> visit) {
  BlockExchange<Block> exchange(kBlocksAhead);
  absl::Status read;
  std::thread reader([&] {
    read = ReadInto(exchange, engine, shard);
    exchange.Close();
  });
  absl::Status visited;
  Block block;
  while (visited.ok() && exchange.Pop(block)) visited = Visit(block, visit);
  exchange.GiveUp();
  reader.join();
  // Every row that was visited comes before the one that could not be read.
  return visited.ok() ? read : visited;
}

}  // namespace winnow::shard
