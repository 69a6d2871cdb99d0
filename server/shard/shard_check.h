// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The offline check of a shard: everything that its rows and leaves owe each other.
#ifndef WINNOW_SERVER_SHARD_SHARD_CHECK_H_
#define WINNOW_SERVER_SHARD_SHARD_CHECK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/engine.h"

namespace winnow::shard {

struct ShardReport {
  uint64_t leaves = 0;
  uint64_t batches = 0;
  uint64_t candidates = 0;
  // What and where, one sentence each, without ids or contents of rows.
  std::vector<std::string> problems;
};

// Reads all of a shard and checks that
// - its leaves have no gap, and their tree is that of the stored tiles and of the head's note;
// - every stored payload is what its leaf commits to;
// - every row of every table decodes, and the state of the shard follows from them as at a start:
//   no candidate in two open batches, no row of a queue or candidate that does not exist;
// - manifests are numbered without a gap, each with its lease, and hold nothing of a removed
//   candidate but hashes;
// - the indices of leases and requests agree with their rows.
// Damage is a problem of the report; errors are those of an engine that cannot be read at all. The
// shard is not written meanwhile.
absl::StatusOr<ShardReport> CheckShard(storage::Engine& engine, storage::ShardId shard,
                                       absl::Time now);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_SHARD_CHECK_H_
