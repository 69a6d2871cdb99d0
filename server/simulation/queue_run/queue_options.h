// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_OPTIONS_H_
#define WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_OPTIONS_H_

#include "absl/status/status.h"
#include "server/selection/policy.h"
#include "server/simulation/queue_run/queue_run.h"
#include "server/simulation/trial/strategy.h"

namespace winnow::simulation {

// INVALID_ARGUMENT, naming the option, for one that no queue of this pool can be run with.
absl::Status CheckQueueOptions(const QueueRunOptions& options, const Pool& pool);

// The same for one that a policy, which is that of the strategy, does not allow.
absl::Status CheckQueueOptionsFor(const selection::CompiledPolicy& policy, const Strategy& strategy,
                                  const QueueRunOptions& options);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_OPTIONS_H_
