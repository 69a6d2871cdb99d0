// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Recovery: the state in memory of a shard follows from its rows.
#ifndef WINNOW_SERVER_SHARD_RECOVERY_H_
#define WINNOW_SERVER_SHARD_RECOVERY_H_

#include <cstdint>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "server/shard/shard_state.h"
#include "storage/engine.h"

namespace winnow::shard {

// Fills `state`, which is empty but for its shard, epoch, seq and moment. Calls `progress` with the
// number of rows every hundred thousand. Live leases get their full term again, but never past an
// item's retention (storage.md E4). Errors: the engine's, and DATA_LOSS for rows that are damaged
// or contradict each other.
absl::Status Recover(storage::Engine& engine, ShardState& state,
                     absl::AnyInvocable<void(uint64_t)>& progress);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_RECOVERY_H_
