// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CellSummary: what came of the draws of one policy on one task with one number of labels.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_CELL_SUMMARY_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_CELL_SUMMARY_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "server/simulation/results/draw_index.h"
#include "server/simulation/results/intervals.h"
#include "server/simulation/results/pairs.h"

namespace winnow::simulation {

// A slice over the replicates of a cell. Changes and errors in points.
struct SliceFigures {
  double truth = 0;
  bool is_regressing = false;
  // Of the estimates.
  double mean = 0;
  double low = 0;   // 5 %
  double high = 0;  // 95 %
  // Mean of |estimate - truth|.
  double error = 0;
  // Replicates: the estimate is on the wrong side of the budget, and the gate says UNDECIDED,
  // whatever it waits for.
  uint64_t wrong_side = 0;
  uint64_t undecided = 0;
};

// What the gate said of all (slice, replicate) pairs.
struct GateFigures {
  std::optional<MeanFigure> undecided;  // slices per replicate, whatever they wait for
  // Of these: no number of labels of the same speakers, calls or sessions would decide.
  std::optional<MeanFigure> undecided_for_clusters;
  std::optional<ShareFigure> undecided_share;
  // Of the slices that truly regress: those blocked.
  std::optional<ShareFigure> regressions_blocked;
  std::optional<ShareFigure> wrong_blocks;  // of the blocked, those that do not regress
  std::optional<ShareFigure> wrong_passes;  // of the passed, those that regress
};

// What the labels show about this pool, of all (slice, replicate) pairs. See
// TaskTruth::SettledSide.
struct SettledFigures {
  std::optional<ShareFigure> share;  // pairs without an interval are not settled
  std::optional<ShareFigure> wrong;  // of the settled, those with the truth on the other side
};

// Where the truth lies, seen from the intervals that there are.
struct CoverageFigures {
  std::optional<ShareFigure> inside;
  std::optional<ShareFigure> below;  // the truth is below the lower end
  std::optional<ShareFigure> above;
  std::optional<double> half_width;  // mean, in points
};

// What was drawn, over the replicates.
struct DrawFigures {
  std::optional<double> labels;  // mean
  std::optional<double> groups;  // mean of speakers, calls or sessions with a label
  // Mean of labels of which a near duplicate has one; none where the data have no key of those.
  std::optional<double> near_duplicates;
  std::optional<double> largest_weight;  // of all replicates
  std::optional<double> effective_size;  // mean; Kish, Survey Sampling, 1965
};

// None of a figure of which nothing can be said: without draws, or without slices of its kind.
struct CellSummary {
  CellKey key;
  uint64_t replicates = 0;
  uint64_t slices = 0;
  uint64_t regressing = 0;
  // Over the slices and replicates, of |estimate - truth|, in points; interval over replicates.
  std::optional<MeanFigure> error;
  // Slices per replicate that truly regress and whose estimate is not above the budget.
  std::optional<MeanFigure> missed;
  std::optional<ShareFigure> missed_share;
  // Slices per replicate that do not and whose estimate is.
  std::optional<MeanFigure> false_blocks;
  std::optional<ShareFigure> false_block_share;
  GateFigures gate;
  SettledFigures settled;
  CoverageFigures coverage;
  DrawFigures drawn;
  // Beside the reference at the same task and budget; none of the reference itself.
  std::optional<PairedFigures> against_reference;
  std::vector<SliceFigures> by_slice;  // empty without draws
};

// All but `against_reference`. Pure.
CellSummary SummarizeCell(const CellKey& key, DrawList draws, const TaskTruth& truth);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_CELL_SUMMARY_H_
