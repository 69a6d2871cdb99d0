// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Shards of one simulation put together.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_MERGE_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_MERGE_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/simulation/results/results.h"

namespace winnow::simulation {

// The plan with the draws of all shards, sorted by task, policy, budget and replicate: the same for
// any split of the draws into shards and any order of both, so that merging is associative and
// commutative. A shard may have no draws. INVALID_ARGUMENT where there is no shard, plans differ, a
// draw is none of the plan (CheckPlan, CheckDraw) or is there twice. Pure.
absl::StatusOr<Results> MergeResults(std::vector<Results> shards);

// FAILED_PRECONDITION unless every draw of the plan is there; the message says how many lack, and
// which replicates of which task, policy and budget. The results are those of MergeResults or
// ParseRecords. Pure.
absl::Status CheckComplete(const Results& results);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_MERGE_H_
