// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What the control shard keeps of the time of day, so that a server that is started with a wrong
// clock can tell (storage.md E4).
#ifndef WINNOW_SERVER_SHARD_CLOCK_WITNESS_H_
#define WINNOW_SERVER_SHARD_CLOCK_WITNESS_H_

#include <optional>

#include "absl/status/statusor.h"
#include "server/ops/clock_guard.h"
#include "server/shard/shard.h"
#include "server/shard/shard_state.h"
#include "storage/engine.h"
#include "storage/write_set.h"

namespace winnow::shard {

// What is kept; nullopt in a new database. The engine's errors.
absl::StatusOr<std::optional<ops::ClockWitness>> ReadClockWitness(storage::Engine& engine);

// Makes the present moment the one that is kept.
void PutClockRecord(ShardState& state, storage::WriteSet& writes);

// Keeps the present moment of `control` when trust in the clock ended or returned, and every hour
// while it lasts. For a periodic task.
void WitnessClock(Shard& control);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_CLOCK_WITNESS_H_
