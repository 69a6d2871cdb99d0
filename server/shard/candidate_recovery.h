// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SHARD_CANDIDATE_RECOVERY_H_
#define WINNOW_SERVER_SHARD_CANDIDATE_RECOVERY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "server/shard/queue_state.h"
#include "storage/engine.h"

namespace winnow::shard {

// Queues by their number.
using QueuesByNumber = absl::flat_hash_map<uint32_t, QueueState*>;

// Where the candidates of a shard are; for ScanCandidates, which says what `borders` are.
struct CandidateStore {
  storage::Engine& engine;
  storage::ShardId shard;
  const std::vector<std::string>& borders;
};

// Adds the candidates of `store`, with the signals in their rows, to the columns of `queues`, and
// calls `count` for each row. Errors: the engine's, and DATA_LOSS for rows that are damaged or
// contradict each other.
absl::Status RecoverCandidates(const CandidateStore& store, const QueuesByNumber& queues,
                               absl::FunctionRef<void()> count);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_CANDIDATE_RECOVERY_H_
