// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAGE_PLAN_SECTION_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAGE_PLAN_SECTION_H_

#include "server/release/report/html_text.h"
#include "winnow/v1/simulation.pb.h"

namespace winnow::simulation {

// The plan: tasks with their sources, and of each what was as recorded, what was generated and what
// takes no part.
void WritePlan(const v1::SimulationPlan& plan, release::HtmlText& html);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAGE_PLAN_SECTION_H_
