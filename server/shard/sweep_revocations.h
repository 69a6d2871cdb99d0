// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The sweeps of a shard's queues after a revocation (revocation_sweep.h), driven to their end.
#ifndef WINNOW_SERVER_SHARD_SWEEP_REVOCATIONS_H_
#define WINNOW_SERVER_SHARD_SWEEP_REVOCATIONS_H_

#include <memory>

#include "absl/status/status.h"
#include "server/ops/clock.h"
#include "server/shard/shard.h"

namespace winnow::shard {

// Under the shard's mutex: lets the frames follow `registry`, no older than the one they follow;
// sweeps for what it revokes are begun, and over where they are short.
void FollowRegistry(ShardState& state, const std::shared_ptr<const RegistrySnapshot>& registry);

// Under the shard's mutex: goes on for about a millisecond. True when no sweep is under way.
bool SweepPortion(ShardState& state);

// Goes on until no sweep of the shard is under way. Rests between two portions as long as the one
// before took, so that commands get their turn. Blocks; several callers share the work. Errors:
// those of Shard::Mutate, after which a later call goes on.
absl::Status SweepRevocations(Shard& shard, ops::Clock& clock);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_SWEEP_REVOCATIONS_H_
