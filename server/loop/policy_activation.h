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
#include "winnow/v1/audit_payload.pb.h"

namespace winnow::loop {

// What a wish for a policy came to.
enum class ActivationStep {
  kNone,       // the queue follows it already, or is about to
  kCalledOff,  // it goes on following it, and nothing else is to come
  kBegun,      // it will follow it once its candidates are scored
  kDone,       // it follows it
};

// The decision of the audit leaf of a step that is not kNone.
absl::string_view DecisionOf(ActivationStep step);

// What the leaf of a step says of it.
v1::PolicyActivated ActivatedFact(absl::string_view queue_id,
                                  const storage::v1::PolicyRevisionRecord& revision);

// APPROVAL_MISSING, naming the owners who have not approved `revision`.
absl::Status CheckApproved(const storage::v1::PolicyRevisionRecord& revision);

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
// off, and takes up the approvals that came after an activation without them. The queue's record
// changed, which the caller stores then, unless the step is kNone. Errors, after which nothing
// changed: APPROVAL_MISSING for a revision that the queue neither follows nor is about to follow,
// POLICY_INVALID when it does not fit the queue, EVALUATION_OPEN while an evaluation of it is not
// closed.
absl::StatusOr<ActivationStep> Activate(const storage::v1::PolicyRevisionRecord& revision,
                                        const v1::Queue& wanted, int64_t now_us,
                                        shard::QueueState& queue);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_POLICY_ACTIVATION_H_
