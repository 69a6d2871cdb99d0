// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Two policies on one task with one number of labels, replicate by replicate.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAIRS_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAIRS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "server/simulation/results/draw_index.h"
#include "server/simulation/results/intervals.h"
#include "server/simulation/results/mcnemar.h"

namespace winnow::simulation {

// A number of each draw, in the order of the draws.
struct ReplicateFigures {
  std::vector<double> error;         // mean over the slices of |estimate - truth|, in points
  std::vector<double> missed;        // slices that regress and whose estimate is not above budget
  std::vector<double> false_blocks;  // slices that do not and whose estimate is
};

ReplicateFigures FiguresByReplicate(DrawList draws, const TaskTruth& truth);

// A policy beside the reference, over the replicates that both have. Below 1 the policy is better.
// A ratio is none where the reference has 0.
struct PairedFigures {
  uint64_t replicates = 0;
  std::optional<MeanFigure> error_ratio;
  std::optional<MeanFigure> missed_ratio;
  std::optional<MeanFigure> false_block_ratio;
  // Pairs of a regressing slice and a replicate: missed by the policy alone, by the reference
  // alone.
  Discordant missed;
  std::optional<double> missed_p_value;  // McNemarPValue
};

// Pure. Both lists are by replicate.
PairedFigures ComparePairs(DrawList policy, DrawList reference, const TaskTruth& truth);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAIRS_H_
