// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The policy of a strategy over a pool, whose pair of releases is the pair under test.
#ifndef WINNOW_SERVER_SIMULATION_TRIAL_POOL_POLICY_H_
#define WINNOW_SERVER_SIMULATION_TRIAL_POOL_POLICY_H_

#include <optional>

#include "absl/status/statusor.h"
#include "server/selection/policy.h"
#include "server/selection/term.h"
#include "server/simulation/pool/pool.h"
#include "server/simulation/trial/strategy.h"

namespace winnow::simulation {

// INVALID_ARGUMENT with the problem of a policy that cannot be followed.
absl::StatusOr<selection::CompiledPolicy> CompileFor(const v1::SimulatedTask& task,
                                                     const Strategy& strategy);

// False for a signal of another pair of releases than that of the task: of those a pool has none.
bool IsOfTask(const selection::SignalId& signal, const v1::SimulatedTask& task);

// What a term of a policy reads of an item; none where it takes its missing value.
std::optional<double> ReadTerm(const selection::Term& term, const Pool& pool, const PoolItem& item);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_TRIAL_POOL_POLICY_H_
