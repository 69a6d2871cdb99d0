// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Made-up results of simulations, the same in every run.
#ifndef WINNOW_TESTS_SERVER_SIMULATION_RESULTS_SAMPLE_RESULTS_H_
#define WINNOW_TESTS_SERVER_SIMULATION_RESULTS_SAMPLE_RESULTS_H_

#include <cstdint>
#include <vector>

#include "server/simulation/results/results.h"

namespace winnow::simulation {

// Four tasks of 9 to 24 slices, 11 policies, three budgets and 40 replicates. Policies differ in
// spread, in bias, and in how many slices they leave without labels; one task has nothing
// generated, one has no slice that regresses, and "release-evaluation" loses to "random" on one.
Results SampleResults();
// One task, two policies, one budget, one replicate: figures of which much cannot be said.
Results BareResults();
// Names with markup in them, and long ones without a space.
Results HostileResults();
// One task of `slices` slices, three policies, two budgets.
Results WideResults(int slices);

// One task whose slices truly change by these points, budget 0.5 points, for draws by hand.
v1::SimulationPlan SmallPlan(const std::vector<double>& points, uint32_t replicates);

// A draw of a small plan.
struct Estimates {
  uint32_t policy = 0;
  uint32_t budget = 0;
  uint32_t replicate = 0;
  std::vector<double> points;
};
// UNDECIDED and without an interval.
v1::SimulationDraw DrawOf(const Estimates& estimates);

// The draws one by one into one of `shards` shards, by chance, each in any order.
std::vector<Results> RandomShards(const Results& results, std::size_t shards, uint64_t seed);

}  // namespace winnow::simulation

#endif  // WINNOW_TESTS_SERVER_SIMULATION_RESULTS_SAMPLE_RESULTS_H_
