// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_SEQUENCE_STEERING_TALLY_H_
#define WINNOW_SERVER_SIMULATION_SEQUENCE_STEERING_TALLY_H_

#include <cstddef>

#include "server/simulation/sequence/sequence.h"
#include "server/simulation/sequence/sequence_summary.h"

namespace winnow::simulation {

// Whether a slice truly gets worse by more than the budget.
bool Regresses(const v1::SimulatedSlice& slice, double budget);

// A steered course beside a plain one of the same result, slice by slice of each replicate and of
// each step after the first: there neither leans to anything.
SteeringSummary CompareSteering(const SequenceResult& result, std::size_t course,
                                std::size_t plain);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_SEQUENCE_STEERING_TALLY_H_
