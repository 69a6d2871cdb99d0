// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Results as JSON Lines: the plan, then a line for each draw, in protobuf's JSON with the names of
// the fields of simulation.proto. Amounts of 64 bits are strings, as that mapping has it; members
// that are 0 or empty are left out. Pure functions, safe from any thread.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_RECORD_FILE_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_RECORD_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/simulation/results/results.h"

namespace winnow::simulation {

// Lines of a file, each with its line feed, for who writes while draws come.
std::string PlanLine(const v1::SimulationPlan& plan);
std::string DrawLine(const v1::SimulationDraw& draw);

// The whole file, draws in the order of the results.
std::string RecordLines(const Results& results);

// The file read back, its draws sorted by task, policy, budget and replicate: the same Results for
// any order of the lines. INVALID_ARGUMENT where a line is no plan or no draw of the plan, or a
// draw is there twice; the message has the number of the line and what to do.
absl::StatusOr<Results> ParseRecords(absl::string_view lines);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_RECORD_FILE_H_
