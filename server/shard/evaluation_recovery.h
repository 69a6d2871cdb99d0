// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How the evaluation book of a queue follows from its rows.
#ifndef WINNOW_SERVER_SHARD_EVALUATION_RECOVERY_H_
#define WINNOW_SERVER_SHARD_EVALUATION_RECOVERY_H_

#include "absl/status/status.h"
#include "server/shard/queue_state.h"
#include "storage/engine.h"
#include "storage/tables/queue_row.h"

namespace winnow::shard {

// Where the rows of an evaluation are.
struct EvaluationPlace {
  storage::Engine& engine;
  storage::ShardId shard = 0;
  storage::QueueRowId id;
};

// Takes an evaluation into the book of `queue`, whose candidates are there; evaluations come in the
// order of their numbers. Reads the frozen frame and the samples of one that is not closed. Errors:
// the engine's, and DATA_LOSS for rows that are damaged, missing or contradict each other.
absl::Status RecoverEvaluation(const EvaluationPlace& place, storage::v1::EvaluationRecord record,
                               QueueState& queue);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_EVALUATION_RECOVERY_H_
