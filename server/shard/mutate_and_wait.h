// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// MutateAndWait: a command whose caller waits for the answer. For start-up and background threads;
// calls that are served never wait.
#ifndef WINNOW_SERVER_SHARD_MUTATE_AND_WAIT_H_
#define WINNOW_SERVER_SHARD_MUTATE_AND_WAIT_H_

#include <future>
#include <utility>

#include "absl/status/status.h"
#include "server/shard/shard.h"

namespace winnow::shard {

// As Shard::Mutate; returns what its answer would be given. Essential unless it is said to be less:
// what a call asks for that is no promise.
inline absl::StatusOr<Position> MutateForPosition(Shard& shard, Shard::Decide decide,
                                                  Priority priority = Priority::kEssential) {
  std::promise<absl::StatusOr<Position>> answered;
  shard.Mutate(
      decide, [&](absl::StatusOr<Position> position) { answered.set_value(std::move(position)); },
      priority);
  return answered.get_future().get();
}

// The same without the position.
inline absl::Status MutateAndWait(Shard& shard, Shard::Decide decide,
                                  Priority priority = Priority::kEssential) {
  return MutateForPosition(shard, decide, priority).status();
}

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_MUTATE_AND_WAIT_H_
