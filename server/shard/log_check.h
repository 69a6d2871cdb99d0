// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LogCheck: the offline check of a shard's audit log against its tree and its payloads.
#ifndef WINNOW_SERVER_SHARD_LOG_CHECK_H_
#define WINNOW_SERVER_SHARD_LOG_CHECK_H_

#include <cstdint>

#include "absl/status/status.h"
#include "server/digest/merkle_tiles.h"
#include "storage/engine.h"

namespace winnow::shard {

// Used once, by one thread, while the shard is not written.
class LogCheck {
 public:
  LogCheck(storage::Engine& engine, storage::ShardId shard) : engine_(engine), shard_(shard) {}

  // Reads every leaf, builds the tree anew, and compares it with the stored tiles and with the
  // head. Then hashes every payload. DATA_LOSS, saying what differs, or an error of the engine.
  absl::Status Run(const storage::ShardHead& head);

  uint64_t leaves() const { return tiles_.size(); }

 private:
  absl::Status BuildTree(const storage::ShardHead& head);
  absl::Status CompareTile(const digest::MerkleTiles::Tile& tile);
  absl::Status CountTiles();
  absl::Status CheckPayloads(const storage::ShardHead& head);

  storage::Engine& engine_;
  const storage::ShardId shard_;
  digest::MerkleTiles tiles_;
  uint64_t complete_tiles_ = 0;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_LOG_CHECK_H_
