// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How a queue comes to follow a policy revision (governance.md G1).
#ifndef WINNOW_SERVER_LOOP_POLICY_ACTIVATION_H_
#define WINNOW_SERVER_LOOP_POLICY_ACTIVATION_H_

#include <cstddef>
#include <cstdint>

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

// Candidates of a queue that are judged and scored within the call that activates a policy; those
// of a larger one are left to shard::BuildShadows.
inline constexpr size_t kScoredAtOnce = 10'000;

// Under the shard's mutex: the queue is to follow `revision` with the pair of releases that
// `wanted` has. It does from `now_us` on, unless it is large: then the record says what is to come.
// A wish takes the place of one that is still to come; the wish for what the queue follows calls it
// off. True when the queue's record changed, which the caller stores then. POLICY_INVALID, and
// nothing changes, when the revision does not fit the queue; EVALUATION_OPEN while an evaluation of
// it is not closed.
absl::StatusOr<bool> Activate(const storage::v1::PolicyRevisionRecord& revision,
                              const v1::Queue& wanted, int64_t now_us, shard::QueueState& queue);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_POLICY_ACTIVATION_H_
