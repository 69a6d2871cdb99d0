// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_CLI_OUTPUTS_H_
#define WINNOW_SERVER_SIMULATION_CLI_OUTPUTS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/simulation/results/results.h"
#include "server/simulation_cli/arguments.h"

namespace winnow::simulation {

// Where results go: -o the page, --json the cells, --records the draws. Each may be left out; the
// table goes to standard output.
struct Outputs {
  std::string page;
  std::string json;
  std::string records;
};

// INVALID_ARGUMENT for a file that cannot be written: before any work is done.
absl::StatusOr<Outputs> OutputsOf(const Arguments& arguments);

// Writes all of them, and returns the table. Of results that are a part of their plan only the
// records can be written, and there is no table: FAILED_PRECONDITION, saying what is missing, where
// others are asked for.
absl::StatusOr<std::string> WriteResults(const Results& results, const Outputs& outputs);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_CLI_OUTPUTS_H_
