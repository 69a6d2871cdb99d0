// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/log_tree.h"

#include <map>
#include <utility>
#include <vector>

#include "storage/tables/audit_tables.h"

namespace winnow::shard {
namespace {

using digest::Digest;
using digest::kTileHashes;
using digest::kTileHeight;
using digest::MerkleTiles;

constexpr char kNoteVersion = 0x02;

absl::Status Damaged() {
  return absl::DataLossError("the tree of the audit log is damaged; restore the newest backup");
}

absl::StatusOr<std::vector<Digest>> HashesOf(const storage::v1::TileRecord& record) {
  const absl::string_view bytes = record.hashes();
  if (bytes.size() != kTileHashes * Digest::kSize) return Damaged();
  std::vector<Digest> hashes(kTileHashes);
  for (size_t i = 0; i < kTileHashes; ++i)
    hashes[i] = *Digest::FromBytes(bytes.substr(i * Digest::kSize, Digest::kSize));
  return hashes;
}

// The hashes of up to 256 leaves from `first` on.
absl::StatusOr<std::vector<Digest>> LeafHashes(storage::Engine& engine, storage::ShardId shard,
                                               uint64_t first) {
  const auto leaves = engine.ReadLeaves(shard, first, kTileHashes);
  if (!leaves.ok()) return leaves.status();
  std::vector<Digest> hashes;
  for (const storage::Leaf& leaf : *leaves) hashes.push_back(digest::MerkleLeafHash(leaf.bytes));
  return hashes;
}

// A complete tile.
absl::StatusOr<std::vector<Digest>> ReadTile(storage::Engine& engine, storage::ShardId shard,
                                             const storage::TileId& id) {
  if (id.level == 0) {
    auto hashes = LeafHashes(engine, shard, id.index * kTileHashes);
    if (hashes.ok() && hashes->size() != kTileHashes) return Damaged();
    return hashes;
  }
  const auto record = storage::TileTable::Get(engine, shard, id);
  if (!record.ok()) return record.status();
  if (!record->has_value()) return Damaged();
  return HashesOf(**record);
}

// The incomplete tile of a level: `nodes` % 256 hashes.
absl::StatusOr<std::vector<Digest>> ReadEdge(storage::Engine& engine, storage::ShardId shard,
                                             uint32_t level, uint64_t nodes) {
  std::vector<Digest> edge;
  uint64_t next = nodes - nodes % kTileHashes;
  if (next == nodes) return edge;
  if (level == 0) return LeafHashes(engine, shard, next);
  for (; next < nodes; ++next) {
    const auto below = ReadTile(engine, shard, {static_cast<uint8_t>(level - 1), next});
    if (!below.ok()) return below.status();
    edge.push_back(digest::FoldTile(*below, 0, kTileHeight));
  }
  return edge;
}

}  // namespace

storage::v1::TileRecord TileRecordOf(absl::Span<const Digest> hashes) {
  storage::v1::TileRecord record;
  for (const Digest& hash : hashes)
    record.mutable_hashes()->append(hash.view().data(), hash.view().size());
  return record;
}

std::string TreeNote(const Digest& root) {
  std::string note(1, kNoteVersion);
  note.append(root.view().data(), root.view().size());
  return note;
}

absl::StatusOr<Digest> RootOfNote(const storage::ShardHead& head) {
  const absl::string_view note = head.head_note;
  if (note.empty() && head.last_seq == 0) return digest::MerkleEmptyRoot();
  if (note.size() != 1 + Digest::kSize || note[0] != kNoteVersion) {
    return absl::DataLossError("the head of the audit log is damaged; restore a backup");
  }
  return Digest::FromBytes(note.substr(1));
}

absl::StatusOr<std::unique_ptr<LogTree>> LogTree::Open(storage::Engine& engine,
                                                       storage::ShardId shard,
                                                       const storage::ShardHead& head) {
  const absl::StatusOr<Digest> root = RootOfNote(head);
  if (!root.ok()) return root.status();
  std::vector<std::vector<Digest>> edge;
  for (uint32_t level = 0; level < MerkleTiles::Levels(head.last_seq); ++level) {
    auto tile = ReadEdge(engine, shard, level, head.last_seq >> level * kTileHeight);
    if (!tile.ok()) return tile.status();
    edge.push_back(*std::move(tile));
  }
  absl::StatusOr<MerkleTiles> tiles = MerkleTiles::FromEdge(head.last_seq, std::move(edge));
  if (!tiles.ok() || tiles->Root() != *root) return Damaged();
  return std::unique_ptr<LogTree>(new LogTree(engine, shard, *std::move(tiles)));
}

void LogTree::Append(absl::string_view leaf, storage::WriteSet& writes) {
  growing_.Append(digest::MerkleLeafHash(leaf), [&](const MerkleTiles::Tile& tile) {
    if (!IsStoredTile(tile)) return;
    storage::TileTable::Put(shard_, {static_cast<uint8_t>(tile.level), tile.index},
                            TileRecordOf(tile.hashes), &writes);
  });
}

void LogTree::Publish() {
  ops::MutexLock lock(mutex_);
  durable_ = growing_;
}

digest::TreeHead LogTree::Head() const {
  ops::MutexLock lock(mutex_);
  return {durable_.size(), durable_.Root()};
}

// The nodes of one call, as of one moment. Each tile is read once.
class LogTree::Reader {
 public:
  explicit Reader(const LogTree& tree) : tree_(tree) {
    ops::MutexLock lock(tree.mutex_);
    durable_ = tree.durable_;
  }

  absl::StatusOr<Digest> operator()(const digest::MerkleNode& node) const {
    const uint32_t level = node.height / kTileHeight;
    const uint32_t height = node.height % kTileHeight;
    const uint64_t first = node.index << height;
    const size_t offset = first % kTileHashes;
    const size_t end = offset + (size_t{1} << height);
    const uint64_t tile = first / kTileHashes;
    if (tile == durable_.size() >> level * kTileHeight >> kTileHeight) {
      const absl::Span<const Digest> edge = durable_.Edge(level);
      if (end > edge.size()) return absl::InvalidArgumentError("the node lies beyond the tree");
      return digest::FoldTile(edge, offset, height);
    }
    const auto known = tiles_.find({level, tile});
    if (known != tiles_.end()) return digest::FoldTile(known->second, offset, height);
    absl::StatusOr<std::vector<Digest>> hashes =
        ReadTile(tree_.engine_, tree_.shard_, {static_cast<uint8_t>(level), tile});
    if (!hashes.ok()) return hashes.status();
    const auto read = tiles_.emplace(std::pair(level, tile), *std::move(hashes)).first;
    return digest::FoldTile(read->second, offset, height);
  }

 private:
  const LogTree& tree_;
  MerkleTiles durable_;
  mutable std::map<std::pair<uint32_t, uint64_t>, std::vector<Digest>> tiles_;  // that were read
};

absl::StatusOr<digest::TreeHead> LogTree::HeadAt(uint64_t size) const {
  Reader reader(*this);
  const absl::StatusOr<Digest> root = digest::MerkleRoot(size, reader);
  if (!root.ok()) return root.status();
  return digest::TreeHead{size, *root};
}

absl::StatusOr<std::vector<Digest>> LogTree::Inclusion(uint64_t index, uint64_t size) const {
  Reader reader(*this);
  return digest::InclusionProof(index, size, reader);
}

absl::StatusOr<std::vector<Digest>> LogTree::Consistency(uint64_t earlier, uint64_t later) const {
  Reader reader(*this);
  return digest::ConsistencyProof(earlier, later, reader);
}

}  // namespace winnow::shard
