// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/log_check.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/digest/sha256.h"
#include "server/shard/log_tree.h"
#include "storage/tables/audit_tables.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::shard {
namespace {

constexpr size_t kLeavesPerRead = 1'000;

}  // namespace

absl::Status LogCheck::Run(const storage::ShardHead& head) {
  if (absl::Status status = BuildTree(head); !status.ok()) return status;
  if (absl::Status status = CountTiles(); !status.ok()) return status;
  return CheckPayloads(head);
}

absl::Status LogCheck::BuildTree(const storage::ShardHead& head) {
  absl::Status compared;
  while (tiles_.size() < head.last_seq) {
    const auto leaves = engine_.ReadLeaves(shard_, tiles_.size(), kLeavesPerRead);
    if (!leaves.ok()) return leaves.status();
    for (const storage::Leaf& leaf : *leaves) {
      tiles_.Append(digest::MerkleLeafHash(leaf.bytes), [&](const digest::MerkleTiles::Tile& tile) {
        if (!IsStoredTile(tile)) return;
        ++complete_tiles_;
        if (compared.ok()) compared = CompareTile(tile);
      });
    }
    if (!compared.ok()) return compared;
  }
  const absl::StatusOr<digest::Digest> root = RootOfNote(head);
  if (!root.ok()) return root.status();
  if (*root == tiles_.Root()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the tree of the ", tiles_.size(),
                                          " leaves is not that of the head: one of them is not as "
                                          "it was written"));
}

absl::Status LogCheck::CompareTile(const digest::MerkleTiles::Tile& tile) {
  const auto record =
      storage::TileTable::Get(engine_, shard_, {static_cast<uint8_t>(tile.level), tile.index});
  if (!record.ok()) return record.status();
  if (record->has_value() && (*record)->hashes() == TileRecordOf(tile.hashes).hashes())
    return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("tile ", tile.index, " of level ", tile.level,
                                          " of the tree is not that of its leaves"));
}

absl::Status LogCheck::CountTiles() {
  uint64_t stored = 0;
  const absl::Status status =
      storage::TileTable::ScanAll(engine_, shard_, [&](const storage::TileId& id, auto&) {
        // Tiles of leaf hashes were stored once; nothing reads them.
        stored += id.level > 0 ? 1 : 0;
        return absl::OkStatus();
      });
  if (!status.ok() || stored == complete_tiles_) return status;
  return absl::DataLossError(absl::StrCat("the tree has ", stored,
                                          " stored tiles where its leaves "
                                          "make ",
                                          complete_tiles_));
}

absl::Status LogCheck::CheckPayloads(const storage::ShardHead& head) {
  std::vector<storage::Leaf> page;
  return storage::PayloadTable::ScanAll(
      engine_, shard_, [&](uint64_t seq, storage::v1::PayloadRecord& record) -> absl::Status {
        if (seq == 0 || seq > head.last_seq)
          return absl::DataLossError("there is a payload without a leaf");
        if (page.empty() || page.back().seq < seq) {
          auto leaves = engine_.ReadLeaves(shard_, seq - 1, kLeavesPerRead);
          if (!leaves.ok()) return leaves.status();
          page = *std::move(leaves);
        }
        storage::v1::LeafRecord leaf;
        const digest::Digest hash = digest::Sha256({record.salt(), record.payload()});
        if (leaf.ParseFromString(page[seq - page.front().seq].bytes) &&
            leaf.payload_hash() == hash.view()) {
          return absl::OkStatus();
        }
        return absl::DataLossError(
            absl::StrCat("the payload of leaf ", seq, " is not what the leaf commits to"));
      });
}

}  // namespace winnow::shard
