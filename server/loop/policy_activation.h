// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How a queue comes to follow a policy revision (governance.md G1).
#ifndef WINNOW_SERVER_LOOP_POLICY_ACTIVATION_H_
#define WINNOW_SERVER_LOOP_POLICY_ACTIVATION_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/selection/policy.h"
#include "server/shard/queue_state.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::loop {

// What the audit leaf of an activation says until owners can approve: 0 approvals were asked for.
inline constexpr absl::string_view kBootstrap = "BOOTSTRAP";

// `policy` in the form for `queue`. POLICY_INVALID with every violation when it does not fit.
absl::StatusOr<selection::CompiledPolicy> CompileFor(const v1::ReviewPolicy& policy,
                                                     const v1::Queue& queue);

// True when `revision` is what the queue follows.
bool IsActive(const storage::v1::QueueRecord& record,
              const storage::v1::PolicyRevisionRecord& revision);

// Under the shard's mutex: the queue follows `revision` from `now_us` on, and every candidate is
// judged and scored anew. Changes the queue's record, which the caller stores. Nothing
// changes, and the error is POLICY_INVALID when the revision does not fit the queue,
// EVALUATION_OPEN while an evaluation of it is not closed.
absl::Status Activate(const storage::v1::PolicyRevisionRecord& revision, int64_t now_us,
                      shard::QueueState& queue);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_POLICY_ACTIVATION_H_
