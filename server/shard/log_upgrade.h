// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// UpgradeLog: makes the Merkle tree of a shard whose leaves were chained (schema version 2).
#ifndef WINNOW_SERVER_SHARD_LOG_UPGRADE_H_
#define WINNOW_SERVER_SHARD_LOG_UPGRADE_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/shard/mutation.h"
#include "storage/engine.h"

namespace winnow::shard {

struct LogUpgradeOptions {
  absl::Time now;
  std::string salt_key;           // as that of a committer
  std::optional<Mutation> first;  // of a history that begins with this upgrade (log_origin.h)
};

// Checks that the leaves chain up to the head, stores the tiles of their tree, and replaces the
// chain in the head by the root, with a leaf that says so, in one commit. Does nothing for a shard
// that has a tree. DATA_LOSS when the leaves are not those that the head commits to; errors of the
// engine.
absl::Status UpgradeLog(storage::Engine& engine, storage::ShardId shard, LogUpgradeOptions options);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_LOG_UPGRADE_H_
