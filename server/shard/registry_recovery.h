// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SHARD_REGISTRY_RECOVERY_H_
#define WINNOW_SERVER_SHARD_REGISTRY_RECOVERY_H_

#include "absl/status/status.h"
#include "server/shard/shard_state.h"
#include "storage/engine.h"

namespace winnow::shard {

// What only the control shard has: the directory of queues, the registry, and what is fixed for the
// life of the database. Errors: the engine's, and DATA_LOSS for rows that are damaged or contradict
// each other.
absl::Status RecoverRegistries(storage::Engine& engine, ShardState& state);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_REGISTRY_RECOVERY_H_
