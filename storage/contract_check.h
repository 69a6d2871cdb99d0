// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_CONTRACT_CHECK_H_
#define WINNOW_STORAGE_CONTRACT_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/engine.h"

namespace winnow::storage {

// What every engine checks before it touches its bytes, so that all refuse the same calls (engine.h
// E1.5, E1.15). Pure; the texts name positions and lengths, never keys or values.

// INVALID_ARGUMENT when the commit must be REJECTED. Ignores epoch and expected_seq.
absl::Status CheckCommit(const Commit& commit, const EngineCaps& caps);

// INVALID_ARGUMENT unless every key is a row key of the shard.
absl::Status CheckKeys(ShardId shard, absl::Span<const std::string> keys);

// INVALID_ARGUMENT unless both limits are at least 1.
absl::Status CheckLimits(const ScanLimits& limits);

// The range with its empty ends filled in; its end is empty only for the last shard.
// INVALID_ARGUMENT when a bound lies outside the shard or the range begins in the engine's own
// table.
absl::StatusOr<KeyRange> ResolveRange(ShardId shard, const KeyRange& range);

// DATA_LOSS unless `leaves` are what ReadLeaves owes: after_seq + 1 onwards without a gap, up to
// last_seq or `limit`.
absl::Status CheckLeaves(const std::vector<Leaf>& leaves, uint64_t after_seq, uint64_t last_seq,
                         size_t limit);

// Answers of Commit other than success.
CommitResult Rejected(const ShardHead& head, absl::Status cause);
CommitResult Fenced(const Fence& fence, const ShardHead& head);
CommitResult Unknown(const ShardHead& head, absl::Status cause);

// The cause of every refusal of a shard that the engine does not own (E1.16).
absl::Status NotOwned(ShardId shard);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_CONTRACT_CHECK_H_
