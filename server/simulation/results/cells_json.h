// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_CELLS_JSON_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_CELLS_JSON_H_

#include <string>

#include "server/simulation/results/summary.h"

namespace winnow::simulation {

// One line with its line feed, an object:
// - "seed", "replicates", "regression_budget_pt", "policies", "budgets" of the plan;
// - "tasks": each with "task", "source", "baseline_release", "candidate_release", "unit",
//   "generated", "exclusions", "missing_signals", "blind_policies" and "slices" with their truth;
// - "cells": by task, policy and budget. First "task", "policy", "budget", "replicates", "slices",
//   "mae_pt", "missed", "false_blocks", "undecided" (slices per replicate), "coverage_pct",
//   "groups", "n_eff"; then all other figures, the ends of an interval of 95 % as NAME_low and
//   NAME_high, ratios to the policy "random"; last "undecided_for_clusters" (of the undecided,
//   those for want of speakers, calls or sessions), "settled_share" and "settled_wrong_share"
//   (about the pool);
// - "needs": by task and policy, "labels_to_decide", "labels_to_block", "labels_to_match_random"
// and
//   "labels_to_settle" as {"kind", "labels"}, kind one of "unknown", "at_most", "labels",
//   "more_than".
// Points are errors per hundred units. null is where nothing can be said. The same bytes for the
// same summary. Pure.
std::string CellsJson(const Summary& summary);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_CELLS_JSON_H_
