// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_HEAD_CHECK_H_
#define WINNOW_STORAGE_HEAD_CHECK_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/engine.h"
#include "storage/head_record.h"
#include "storage/origin.h"

namespace winnow::storage {

// What the two witnesses say about a shard at an open.
struct HeadEvidence {
  HeadRecord stored;  // of the database
  // Of the HEAD file; an error when it is missing or damaged, nullopt when it has nothing about the
  // shard.
  absl::StatusOr<std::optional<ShardHead>> acknowledged;
  // The folder is a copy of the one that commits were acknowledged from, or may be one.
  bool copied = false;
};

struct LossPolicy {
  bool accept_loss = false;
  int64_t now_unix_seconds = 0;  // must be given with accept_loss
};

struct CheckedHead {
  ShardHead next;              // with the new epoch; last seq and note are the database's
  std::optional<Origin> loss;  // that was accepted
};

// Decides whether a shard may open (storage.md E3). A database ahead of HEAD is fine: the crash
// came between the two writes. DATA_LOSS, naming what is missing and the next step, when it is
// behind HEAD, differs from it, HEAD cannot tell, or both may be of an earlier day, unless the
// policy accepts the loss; then the
// new epoch is at least the unix time, so that no token of the abandoned history is issued again.
// Pure.
absl::StatusOr<CheckedHead> CheckHead(const HeadEvidence& evidence, const LossPolicy& policy);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_HEAD_CHECK_H_
