// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Checkpoints: the signed heads of the logs, one at a time, so that none is asked for that is
// behind another.
#ifndef WINNOW_SERVER_LOOP_CHECKPOINTS_H_
#define WINNOW_SERVER_LOOP_CHECKPOINTS_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "server/loop/checkpoint_signer.h"
#include "server/ops/mutex.h"
#include "server/shard/shard.h"
#include "winnow/v1/audit.pb.h"

namespace winnow::loop {

// Thread-safe. Calls wait for the signer's disk.
class Checkpoints {
 public:
  // `signer` outlives it; null: every call is UNAVAILABLE.
  explicit Checkpoints(CheckpointSigner* signer) : signer_(signer) {}

  // Of the durable log as it is now.
  absl::StatusOr<v1::Checkpoint> Now(const shard::Shard& shard);
  // Of the log while it has `size` leaves; nothing once it has more.
  absl::StatusOr<std::optional<v1::Checkpoint>> OfSize(const shard::Shard& shard, uint64_t size);

 private:
  absl::StatusOr<v1::Checkpoint> Sign(const shard::Shard& shard, const digest::TreeHead& tree)
      WINNOW_REQUIRES(mutex_);

  CheckpointSigner* const signer_;
  ops::Mutex mutex_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_CHECKPOINTS_H_
