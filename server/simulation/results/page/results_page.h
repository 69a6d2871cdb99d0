// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAGE_RESULTS_PAGE_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAGE_RESULTS_PAGE_H_

#include <string>

#include "server/simulation/results/results.h"
#include "server/simulation/results/summary.h"

namespace winnow::simulation {

// One page for people who judge a policy by a simulation: what was real and what was generated,
// ratios to the policy "random", error and missed regressions by labels, slices, every figure, and
// where each policy loses. It has no script, loads nothing and says so to the browser, follows the
// colours that the reader prefers, and prints. `summary` is that of the results. The same bytes for
// the same draws in any order. Pure.
std::string ResultsPage(const Results& results, const Summary& summary);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAGE_RESULTS_PAGE_H_
