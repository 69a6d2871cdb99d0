// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/checkpoints.h"

#include <utility>

namespace winnow::loop {

absl::StatusOr<v1::Checkpoint> Checkpoints::Now(const shard::Shard& shard) {
  ops::MutexLock lock(mutex_);
  return Sign(shard, shard.tree().Head());
}

absl::StatusOr<std::optional<v1::Checkpoint>> Checkpoints::OfSize(const shard::Shard& shard,
                                                                  uint64_t size) {
  ops::MutexLock lock(mutex_);
  const digest::TreeHead tree = shard.tree().Head();
  if (tree.size != size) return std::optional<v1::Checkpoint>();
  absl::StatusOr<v1::Checkpoint> checkpoint = Sign(shard, tree);
  if (!checkpoint.ok()) return checkpoint.status();
  return std::optional<v1::Checkpoint>(*std::move(checkpoint));
}

absl::StatusOr<v1::Checkpoint> Checkpoints::Sign(const shard::Shard& shard,
                                                 const digest::TreeHead& tree) {
  if (signer_ == nullptr) return absl::UnavailableError("this server signs no checkpoints");
  absl::StatusOr<std::string> note = signer_->Sign({shard.log_origin(), tree});
  if (!note.ok()) return note.status();
  v1::Checkpoint checkpoint;
  checkpoint.set_shard(shard.id());
  checkpoint.set_origin(shard.log_origin());
  checkpoint.set_tree_size(tree.size);
  checkpoint.set_root_hash(std::string(tree.root.view()));
  checkpoint.set_note(*std::move(note));
  return checkpoint;
}

}  // namespace winnow::loop
