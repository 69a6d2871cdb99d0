// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/log_upgrade.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/digest/leaf_chain.h"
#include "server/digest/merkle_tiles.h"
#include "server/shard/actor_names.h"
#include "server/shard/leaf_record.h"
#include "server/shard/log_tree.h"
#include "storage/tables/audit_tables.h"

namespace winnow::shard {
namespace {

constexpr size_t kLeavesPerUpgradeRead = 1'000;

class LogUpgrade {
 public:
  LogUpgrade(storage::Engine& engine, storage::ShardId shard, LogUpgradeOptions options)
      : engine_(engine), shard_(shard), options_(std::move(options)) {}

  absl::Status Run() {
    if (absl::Status status = Begin(); !status.ok() || done_) return status;
    while (tiles_.size() < head_.last_seq) {
      const auto leaves = engine_.ReadLeaves(shard_, tiles_.size(), kLeavesPerUpgradeRead);
      if (!leaves.ok()) return leaves.status();
      for (const storage::Leaf& leaf : *leaves) Take(leaf.bytes);
    }
    if (chain_ != head_chain_) {
      return absl::DataLossError(absl::StrCat("the ", tiles_.size(), " audit leaves of shard ",
                                              shard_,
                                              " do not chain up to its head; restore a backup"));
    }
    return Commit();
  }

 private:
  absl::Status Begin() {
    absl::StatusOr<storage::ShardHead> head = engine_.Head(shard_);
    if (!head.ok()) return head.status();
    head_ = *std::move(head);
    done_ = RootOfNote(head_).ok();
    if (done_) return absl::OkStatus();
    const absl::StatusOr<digest::Digest> chain = digest::Digest::FromBytes(head_.head_note);
    if (!chain.ok())
      return absl::DataLossError("the head of the audit chain is damaged; restore a backup");
    head_chain_ = *chain;
    return absl::OkStatus();
  }

  void Take(absl::string_view leaf) {
    chain_ = digest::ChainLeaf(chain_, leaf);
    Grow(leaf);
  }

  void Grow(absl::string_view leaf) {
    tiles_.Append(digest::MerkleLeafHash(leaf), [&](const digest::MerkleTiles::Tile& tile) {
      if (!IsStoredTile(tile)) return;
      storage::TileTable::Put(shard_, {static_cast<uint8_t>(tile.level), tile.index},
                              TileRecordOf(tile.hashes), &writes_);
    });
  }

  std::string NextLeaf(LeafDraft draft) {
    return WriteLeaf({.shard = shard_,
                      .epoch = head_.epoch,
                      .seq = ++head_.last_seq,
                      .time = options_.now,
                      .actor = kServerActor,
                      .salt_key = options_.salt_key},
                     std::move(draft), writes_);
  }

  // One commit does it: 8 kB for 65,536 leaves.
  absl::Status Commit() {
    storage::Commit commit;
    commit.fence = {shard_, head_.epoch, head_.last_seq};
    if (options_.first.has_value()) {
      writes_.Merge(std::move(options_.first->writes));
      commit.leaves.push_back(NextLeaf(std::move(options_.first->leaf)));
      options_.first.reset();
    }
    commit.leaves.push_back(NextLeaf(
        {.method = "Migrate", .object = absl::StrCat("shards/", shard_), .decision = "TREE_MADE"}));
    for (const std::string& leaf : commit.leaves) Grow(leaf);
    commit.head_note = TreeNote(tiles_.Root());
    writes_.MoveInto(&commit);
    const storage::CommitResult result = engine_.Commit(commit);
    return result.outcome == storage::Outcome::kCommitted ? absl::OkStatus() : result.cause;
  }

  storage::Engine& engine_;
  const storage::ShardId shard_;
  LogUpgradeOptions options_;
  bool done_ = false;
  storage::ShardHead head_;
  digest::Digest head_chain_;                   // of all leaves
  digest::Digest chain_ = digest::kEmptyChain;  // of those that were read
  digest::MerkleTiles tiles_;
  storage::WriteSet writes_;
};

}  // namespace

absl::Status UpgradeLog(storage::Engine& engine, storage::ShardId shard,
                        LogUpgradeOptions options) {
  return LogUpgrade(engine, shard, std::move(options)).Run();
}

}  // namespace winnow::shard
