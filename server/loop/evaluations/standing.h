// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Where the items of a master sample stand (selection.md S9.1).
#ifndef WINNOW_SERVER_LOOP_EVALUATIONS_STANDING_H_
#define WINNOW_SERVER_LOOP_EVALUATIONS_STANDING_H_

#include "server/shard/queue_state.h"
#include "winnow/v1/evaluation.pb.h"

namespace winnow::loop {

// Where one item stands. It is kPending exactly when the next batches may hold it.
enum class ItemStanding { kLabeled, kLeased, kPending, kDeadLettered, kWithdrawn };
ItemStanding StandingOf(const shard::QueueState& queue, const shard::SampleItem& item);

// Counts of all items of the open evaluation. Costs the size of the sample.
v1::EvaluationCounts CountSample(const shard::QueueState& queue);

// The open evaluation of `queue` as it is shown, with its state and counts.
v1::Evaluation ShowOpen(const shard::QueueState& queue);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EVALUATIONS_STANDING_H_
