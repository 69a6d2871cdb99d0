// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_TRIAL_TRIAL_H_
#define WINNOW_SERVER_SIMULATION_TRIAL_TRIAL_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "server/simulation/pool/pool.h"
#include "server/simulation/trial/slice_estimates.h"
#include "winnow/v1/simulation.pb.h"

namespace winnow::simulation {

// A draw of a trial.
struct TrialDraw {
  uint64_t labels = 0;
  uint64_t seed = 0;
};

// Draws labels, reveals those of the drawn candidates and of no others, estimates the change of
// each slice, asks the gate, with `budget` errors per unit for every slice, and compares with the
// truth. The result has all but its place in a plan. INVALID_ARGUMENT where the server's library
// refuses the numbers.
absl::StatusOr<v1::SimulationDraw> RunTrial(const EstimatorGround& ground,
                                            const SliceEstimator& estimator, const TrialDraw& draw,
                                            double budget);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_TRIAL_TRIAL_H_
