// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_CLI_POOL_FILES_H_
#define WINNOW_SERVER_SIMULATION_CLI_POOL_FILES_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/simulation/pool/pool.h"
#include "server/simulation_cli/arguments.h"

namespace winnow::simulation {

// Options that name data. --data starts a file; those after it, up to the next --data, are about
// it, --truth and --signals any number of times. Each --truth makes a pool of it.
inline constexpr absl::string_view kPoolOptions[] = {
    "--data",           "--truth",  "--outcomes", "--signals",      "--slice",      "--cluster",
    "--near-duplicate", "--errors", "--units",    "--units-signal", "--least-items"};

// Reads every file once, and makes the pools, in the order of the options. Slices have
// `least_items` candidates unless --least-items says otherwise. INVALID_ARGUMENT with the option,
// or the file, line and column, at fault.
absl::StatusOr<std::vector<Pool>> ReadPools(const Arguments& arguments, uint64_t least_items);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_CLI_POOL_FILES_H_
