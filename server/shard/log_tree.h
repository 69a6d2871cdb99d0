// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LogTree: the Merkle tree over the audit leaves of a shard, as it is stored. Complete tiles above
// the leaves are rows of table n, written by the commit that completes them. A tile of leaf hashes
// is made from its 256 leaves when it is asked for, because storing it cost more than hashing it
// (tests/governance). The rest is kept in memory and rebuilt at a start.
#ifndef WINNOW_SERVER_SHARD_LOG_TREE_H_
#define WINNOW_SERVER_SHARD_LOG_TREE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/digest/merkle.h"
#include "server/digest/merkle_proof.h"
#include "server/digest/merkle_tiles.h"
#include "server/ops/mutex.h"
#include "storage/engine.h"
#include "storage/write_set.h"
#include "winnow/storage/v1/audit_records.pb.h"

namespace winnow::shard {

// What a commit's head_note says about the tree after it: a version byte and the root.
std::string TreeNote(const digest::Digest& root);
// The root in the head of a shard; that of no leaves for an empty note of a shard without any.
// DATA_LOSS for a note that is damaged, or is of before the tree.
absl::StatusOr<digest::Digest> RootOfNote(const storage::ShardHead& head);

// Whether a complete tile is stored: all but those of leaf hashes.
inline bool IsStoredTile(const digest::MerkleTiles::Tile& tile) { return tile.level > 0; }
// Its row.
storage::v1::TileRecord TileRecordOf(absl::Span<const digest::Digest> hashes);

// Thread-safe, but for Append, Note and Publish, which are the committing thread's.
class LogTree {
 public:
  // What a commit of fewer than 65,536 leaves may store for the tree.
  static constexpr size_t kCommitBytes = 8 * 9000;

  // Rebuilds the edge: at most 65,535 leaves, and 255 rows for each level above the second.
  // DATA_LOSS when they do not lead to the root of the head.
  static absl::StatusOr<std::unique_ptr<LogTree>> Open(storage::Engine& engine,
                                                       storage::ShardId shard,
                                                       const storage::ShardHead& head);

  // Appends the next leaf. Tiles that it completes go to `writes`.
  void Append(absl::string_view leaf, storage::WriteSet& writes);
  // The note of a commit of what is appended.
  std::string Note() const { return TreeNote(growing_.Root()); }
  // What is appended is durable.
  void Publish();

  // The durable tree.
  digest::TreeHead Head() const;
  // Proofs about durable trees, of at most Head().size leaves: O(log n) reads. DATA_LOSS when a
  // stored tile is missing or damaged.
  absl::StatusOr<digest::TreeHead> HeadAt(uint64_t size) const;
  absl::StatusOr<std::vector<digest::Digest>> Inclusion(uint64_t index, uint64_t size) const;
  absl::StatusOr<std::vector<digest::Digest>> Consistency(uint64_t earlier, uint64_t later) const;

 private:
  class Reader;
  LogTree(storage::Engine& engine, storage::ShardId shard, digest::MerkleTiles tiles)
      : engine_(engine), shard_(shard), growing_(tiles), durable_(std::move(tiles)) {}

  storage::Engine& engine_;
  const storage::ShardId shard_;
  digest::MerkleTiles growing_;  // the committing thread's
  mutable ops::Mutex mutex_;
  digest::MerkleTiles durable_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_LOG_TREE_H_
