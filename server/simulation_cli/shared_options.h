// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Options that several verbs have.
#ifndef WINNOW_SERVER_SIMULATION_CLI_SHARED_OPTIONS_H_
#define WINNOW_SERVER_SIMULATION_CLI_SHARED_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/simulation/trial/strategy.h"
#include "server/simulation_cli/arguments.h"

namespace winnow::simulation {

// The strategies of --policies, names or files of policies in JSON, or those named `otherwise`.
// INVALID_ARGUMENT for one that is not there.
absl::StatusOr<std::vector<Strategy>> ReadStrategies(const Arguments& arguments,
                                                     const std::vector<std::string>& otherwise);

// --regression-budget, which is in points, as errors per unit.
absl::StatusOr<double> RegressionBudgetOf(const Arguments& arguments);

// --threads, or as many as the machine has.
absl::StatusOr<uint32_t> ThreadsOf(const Arguments& arguments);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_CLI_SHARED_OPTIONS_H_
