// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SHARD_PUBLICATION_RECOVERY_H_
#define WINNOW_SERVER_SHARD_PUBLICATION_RECOVERY_H_

#include "absl/status/status.h"
#include "server/shard/candidate_recovery.h"
#include "storage/engine.h"

namespace winnow::shard {

// Gives `queues` the counts that were published of them. Errors: the engine's, and DATA_LOSS for
// rows that are damaged or contradict each other.
absl::Status RecoverPublications(storage::Engine& engine, storage::ShardId shard,
                                 const QueuesByNumber& queues);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_PUBLICATION_RECOVERY_H_
