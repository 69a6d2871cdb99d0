// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_POOL_JSON_POOL_H_
#define WINNOW_SERVER_SIMULATION_POOL_JSON_POOL_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/simulation/pool/json_pool_input.h"

namespace winnow::simulation {

// True for the first line of a file that LoadJsonPool is for; a table begins with names of columns.
bool IsJson(absl::string_view first_line);

// QueuePool of a file that begins with the header of a frame, P6Pool of one that begins with a
// candidate. INVALID_ARGUMENT for every other file, and as those two say.
absl::StatusOr<Pool> LoadJsonPool(const JsonPoolInput& input);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_POOL_JSON_POOL_H_
