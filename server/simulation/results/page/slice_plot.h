// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAGE_SLICE_PLOT_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAGE_SLICE_PLOT_H_

#include <cstddef>

#include "server/release/report/html_text.h"
#include "server/simulation/results/summary.h"

namespace winnow::simulation {

// Rows of the plot; of more slices it shows those of the largest error.
inline constexpr std::size_t kMostSlices = 60;

// An SVG with a row for each slice of a cell, from the worst true change to the best: name, truth
// (an upright tick), mean of the estimates (a diamond where the slice regresses, else a dot), their
// 5 and 95 % (a line), in how many replicates the estimate is on the wrong side of the budget and
// in how many the gate is UNDECIDED. The budget is a line through all rows. Needs draws.
void WriteSlicePlot(const Summary& summary, const CellSummary& cell, release::HtmlText& html);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAGE_SLICE_PLOT_H_
