// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAGE_TASK_SECTION_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAGE_TASK_SECTION_H_

#include <cstdint>

#include "server/release/report/html_text.h"
#include "server/simulation/results/summary.h"

namespace winnow::simulation {

// The plots of a task: error and missed regressions by labels, each policy by itself, and the
// slices under the shipped policy, or else the first one that is not the reference.
void WriteTask(const Summary& summary, uint32_t task, release::HtmlText& html);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAGE_TASK_SECTION_H_
