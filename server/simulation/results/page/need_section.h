// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAGE_NEED_SECTION_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAGE_NEED_SECTION_H_

#include "server/release/report/html_text.h"
#include "server/simulation/results/summary.h"

namespace winnow::simulation {

// How many labels each policy needs on each task.
void WriteNeeds(const Summary& summary, release::HtmlText& html);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAGE_NEED_SECTION_H_
