// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_HEAD_CHECK_H_
#define WINNOW_STORAGE_HEAD_CHECK_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine.h"

namespace winnow::storage {

// What an operator let go of by opening with accept_loss. The audit log names it as the end that a
// new log origin abandons.
struct AcceptedLoss {
  ShardId shard = 0;
  std::optional<ShardHead> abandoned;  // what was acknowledged; nullopt when HEAD could not tell
  ShardHead kept;                      // what the database had, under its old epoch
};

// What the two witnesses say about a shard at an open.
struct HeadEvidence {
  ShardId shard = 0;
  ShardHead stored;  // of the database
  // Of the HEAD file; an error when it is missing or damaged, nullopt when it has nothing about the
  // shard.
  absl::StatusOr<std::optional<ShardHead>> acknowledged;
};

struct LossPolicy {
  bool accept_loss = false;
  int64_t now_unix_seconds = 0;  // must be given with accept_loss
};

struct CheckedHead {
  ShardHead next;  // with the new epoch; last seq and note are the database's
  std::optional<AcceptedLoss> loss;
};

// Decides whether a shard may open (storage.md E3). A database ahead of HEAD is fine: the crash
// came between the two writes. DATA_LOSS, naming what is missing and the next step, when it is
// behind HEAD, differs from it, or HEAD cannot tell, unless the policy accepts the loss; then the
// new epoch is at least the unix time, so that no token of the abandoned history is issued again.
// Pure.
absl::StatusOr<CheckedHead> CheckHead(const HeadEvidence& evidence, const LossPolicy& policy);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_HEAD_CHECK_H_
