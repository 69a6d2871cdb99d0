// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_TRIAL_EXPERIMENT_H_
#define WINNOW_SERVER_SIMULATION_TRIAL_EXPERIMENT_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "server/selection/executor.h"
#include "server/simulation/pool/pool.h"
#include "server/simulation/results/results.h"
#include "server/simulation/trial/strategy.h"

namespace winnow::simulation {

// A part of the replicates, so that several machines can share an experiment: the replicates r with
// r mod count = index.
struct Shard {
  uint32_t index = 0;
  uint32_t count = 1;
};

// What is tried on what.
struct Experiment {
  std::vector<Pool> pools;  // names of tasks are unique
  std::vector<Strategy> strategies;
  std::vector<uint32_t> budgets;  // numbers of labels, rising
  uint32_t replicates = 1;
  uint64_t seed = 1;
  double regression_budget = 0.01;  // errors per unit that a slice may get worse by
  Shard shard;
};

// Figures of an experiment or shard: draws times the slices that each says something about. All are
// held at once, in about 3 GB.
inline constexpr double kMostFigures = 1e8;

// Runs every strategy with every number of labels on every pool. Replicate r of a pool has one seed
// for all strategies and numbers of labels (common random numbers), so that they are compared on
// the same luck. The results do not depend on the executor. `done` is called after each draw, from
// any thread.
//
// INVALID_ARGUMENT for an experiment without pools, strategies, numbers of labels or replicates, a
// number of labels above a pool, two tasks or strategies of one name, a shard that is not there,
// more figures than kMostFigures, policies that cannot be followed, and data of which an estimate
// is no change that a plan can have (CheckDraw).
absl::StatusOr<Results> RunExperiment(const Experiment& experiment, selection::Executor& executor,
                                      absl::FunctionRef<void()> done);

// Draws that an experiment makes, those of its shard.
uint64_t DrawCount(const Experiment& experiment);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_TRIAL_EXPERIMENT_H_
