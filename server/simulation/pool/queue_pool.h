// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_POOL_QUEUE_POOL_H_
#define WINNOW_SERVER_SIMULATION_POOL_QUEUE_POOL_H_

#include "absl/status/statusor.h"
#include "server/simulation/pool/json_pool_input.h"

namespace winnow::simulation {

// A pool of a frame that `winnow queue export` wrote, with outcomes as `winnow release evaluate`
// takes them. Releases that are not named are those that the queue tests.
//
// A frame is what draws could take at its moment: what is labelled, leased or held for an
// evaluation is not in it. Export it before labels are asked for, and give outcomes of all of it:
// labelled items alone are what some policy chose. `task.generated` says where this is not so.
//
// A frame has the signals that are terms of its policy. Others, such as expected_change,
// committee_disagreement and the incumbent's words, come from `input.signals`; the subject of a
// candidate is not in a frame, so that only attributes can be clusters. Messages are those of
// P6Pool; an outcome of a candidate outside of the frame is counted.
absl::StatusOr<Pool> QueuePool(const JsonPoolInput& input);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_POOL_QUEUE_POOL_H_
