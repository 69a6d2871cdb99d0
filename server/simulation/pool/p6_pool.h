// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_POOL_P6_POOL_H_
#define WINNOW_SERVER_SIMULATION_POOL_P6_POOL_H_

#include "absl/status/statusor.h"
#include "server/simulation/pool/json_pool_input.h"

namespace winnow::simulation {

// A pool of candidates as `winnow candidate import` takes them, with outcomes as `winnow release
// evaluate` does. Sensitive candidates and those without comparable outcomes of both releases are
// left out and counted; of exact duplicates (`dup_group`) the first with outcomes stands for all.
// Consent, retention and splits are not looked at: what is in the file is in the pool.
// INVALID_ARGUMENT names file, line and field, and says what to do; among others for an outcome of
// a candidate that is not there.
absl::StatusOr<Pool> P6Pool(const JsonPoolInput& input);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_POOL_P6_POOL_H_
