// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAGE_LOSS_SECTION_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAGE_LOSS_SECTION_H_

#include <cstddef>

#include "server/release/report/html_text.h"
#include "server/simulation/results/results.h"
#include "server/simulation/results/summary.h"

namespace winnow::simulation {

// Rows of the table of slices.
inline constexpr std::size_t kMostSliceLosses = 40;

// Where each policy is worse than random, by task, number of labels and slice, and where
// release-evaluation is worse than the best other policy.
void WriteLosses(const Results& results, const Summary& summary, release::HtmlText& html);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAGE_LOSS_SECTION_H_
