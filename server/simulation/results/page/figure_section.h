// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAGE_FIGURE_SECTION_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAGE_FIGURE_SECTION_H_

#include "server/release/report/html_text.h"
#include "server/simulation/results/summary.h"

namespace winnow::simulation {

// Every figure of every cell, a table for each task.
void WriteFigures(const Summary& summary, release::HtmlText& html);

// What the figures are and where their formulas are from.
void WriteMethod(release::HtmlText& html);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAGE_FIGURE_SECTION_H_
