// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_RESULTS_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_RESULTS_H_

#include <vector>

#include "winnow/v1/simulation.pb.h"

namespace winnow::simulation {

// What a simulation, or a shard of one, found: draws of a plan.
struct Results {
  v1::SimulationPlan plan;
  std::vector<v1::SimulationDraw> draws;  // by task, policy, budget and replicate
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_RESULTS_H_
