// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_TRIAL_MISSING_SIGNALS_H_
#define WINNOW_SERVER_SIMULATION_TRIAL_MISSING_SIGNALS_H_

#include <vector>

#include "absl/status/status.h"
#include "server/simulation/pool/pool.h"
#include "server/simulation/trial/strategy.h"

namespace winnow::simulation {

// Says in `missing_signals` of the task, which is that of the pool, which signals the policies read
// that candidates lack, and in `blind_policies` which policies find none of theirs. Names are
// unique. INVALID_ARGUMENT for a policy that cannot be followed.
absl::Status NoteMissingSignals(const Pool& pool, const std::vector<Strategy>& strategies,
                                v1::SimulatedTask& task);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_TRIAL_MISSING_SIGNALS_H_
