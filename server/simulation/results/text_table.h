// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_TEXT_TABLE_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_TEXT_TABLE_H_

#include <string>

#include "server/simulation/results/summary.h"

namespace winnow::simulation {

// What a terminal shows: for each task and budget a row per policy with its error in points, ratios
// to the policy "random", missed regressions and false blocks per replicate, slices on which the
// gate is UNDECIDED and for how many of them for want of speakers, slices settled about the pool
// and coverage; then, for each task, the labels that each policy needs, and what is left UNDECIDED
// where no number of them was enough for the gate. "-" is where nothing can be said. At most 133
// columns where names have at most 24. Pure.
std::string TextTable(const Summary& summary);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_TEXT_TABLE_H_
