// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a plan and a draw of it must be, so that every figure about them has a meaning.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PLAN_RULES_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PLAN_RULES_H_

#include <cstdint>
#include <string>
#include <tuple>

#include "absl/status/status.h"
#include "winnow/v1/simulation.pb.h"

namespace winnow::simulation {

// INVALID_ARGUMENT unless there are tasks with slices, policies, budgets (a million of all three
// multiplied at most) and replicates, names are there and unique, policies have one digest each or
// none at all, budgets are above 0 and rise, and
// changes are below a million errors per unit.
absl::Status CheckPlan(const v1::SimulationPlan& plan);

// INVALID_ARGUMENT unless the draw is one of the plan, says one thing about each slice of its task
// (a verdict in every case), and its changes are below a million errors per unit. The plan is one
// that CheckPlan takes.
absl::Status CheckDraw(const v1::SimulationPlan& plan, const v1::SimulationDraw& draw);

// What makes two draws the same one, in the order of Results.
inline auto DrawKey(const v1::SimulationDraw& draw) {
  return std::tuple(draw.task(), draw.policy(), draw.budget(), draw.replicate());
}

// "task t, policy p, 200 labels", of a task, a policy and a budget of the plan.
std::string CellName(const v1::SimulationPlan& plan, uint32_t task, uint32_t policy,
                     uint32_t budget);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PLAN_RULES_H_
