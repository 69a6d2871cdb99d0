// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/policy_activation.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "server/loop/evaluations/evaluations.h"
#include "server/loop/policy_catalog.h"
#include "server/loop/policy_messages.h"
#include "server/selection/policy_validation.h"
#include "server/shard/active_policy.h"
#include "server/shard/policy_approval.h"

namespace winnow::loop {

absl::StatusOr<selection::CompiledPolicy> CompileFor(const v1::ReviewPolicy& policy,
                                                     const v1::Queue& queue) {
  const selection::PolicyContext context = shard::ContextOf(queue);
  absl::Status status = CheckViolations(selection::ValidatePolicy(policy, &context));
  if (!status.ok()) return status;
  return selection::CompilePolicy(policy, context);
}

absl::string_view DecisionOf(ActivationStep step) {
  switch (step) {
    case ActivationStep::kNone:
      return "";
    case ActivationStep::kCalledOff:
      return "CALLED_OFF";
    case ActivationStep::kBegun:
      return "ACTIVATING";
    case ActivationStep::kDone:
      return "ACTIVATED";
  }
  return "";
}

v1::PolicyActivated ActivatedFact(absl::string_view queue_id,
                                  const storage::v1::PolicyRevisionRecord& revision) {
  v1::PolicyActivated fact;
  fact.set_queue(std::string(queue_id));
  fact.set_policy(RevisionName(revision));
  fact.set_content_hash(revision.content_hash());
  // Only a queue that followed it before approvals were asked for stays on one without them.
  if (shard::MissingApprovals(revision).empty())
    fact.set_approvals_required(shard::kApprovalsRequired);
  return fact;
}

absl::Status CheckApproved(const storage::v1::PolicyRevisionRecord& revision) {
  std::vector<std::string> owners;
  for (const v1::Role role : shard::MissingApprovals(revision)) {
    absl::string_view owner = v1::Role_Name(role);
    absl::ConsumePrefix(&owner, "ROLE_POLICY_");
    owners.push_back(absl::AsciiStrToLower(owner));
  }
  if (owners.empty()) return absl::OkStatus();
  return NotAllowed(
      v1::ERROR_REASON_APPROVAL_MISSING,
      absl::StrCat("The policy revision lacks the approval of its owners for ",
                   absl::StrJoin(owners, ", "),
                   ". Each approves it with ApprovePolicyRevision, under an identity of its own."));
}

bool IsActive(const storage::v1::QueueRecord& record,
              const storage::v1::PolicyRevisionRecord& revision) {
  return record.has_active_policy() && record.active_policy().policy_id() == revision.policy_id() &&
         record.active_policy().revision() == revision.revision();
}

namespace {

// The same revision with the same content: that of a built-in one may change with the release.
bool SameRules(const storage::v1::PolicyRevisionRecord& a,
               const storage::v1::PolicyRevisionRecord& b) {
  return a.policy_id() == b.policy_id() && a.revision() == b.revision() &&
         a.content_hash() == b.content_hash();
}

bool Same(const storage::v1::Activation& a, const storage::v1::Activation& b) {
  const v1::ReleaseUnderTest& x = a.release_under_test();
  const v1::ReleaseUnderTest& y = b.release_under_test();
  return SameRules(a.policy(), b.policy()) &&
         a.has_release_under_test() == b.has_release_under_test() &&
         x.baseline_release() == y.baseline_release() &&
         x.candidate_release() == y.candidate_release();
}

storage::v1::Activation ActivationOf(const storage::v1::PolicyRevisionRecord& revision,
                                     const v1::Queue& queue) {
  storage::v1::Activation activation;
  *activation.mutable_policy() = revision;
  if (queue.has_release_under_test())
    *activation.mutable_release_under_test() = queue.release_under_test();
  return activation;
}

// The queue goes on with the revision that it follows.
ActivationStep Stay(const storage::v1::PolicyRevisionRecord& revision, shard::QueueState& queue) {
  storage::v1::QueueRecord& record = queue.record;
  const bool calls_off = record.has_activating();
  queue.shadow.Drop();
  record.clear_activating();
  if (!record.approved() && shard::MissingApprovals(revision).empty()) {
    *record.mutable_active_policy() = revision;
    record.set_approved(true);
    return ActivationStep::kDone;
  }
  return calls_off ? ActivationStep::kCalledOff : ActivationStep::kNone;
}

}  // namespace

absl::StatusOr<ActivationStep> Activate(const storage::v1::PolicyRevisionRecord& revision,
                                        const v1::Queue& wanted, int64_t now_us,
                                        shard::QueueState& queue) {
  storage::v1::QueueRecord& record = queue.record;
  storage::v1::Activation next = ActivationOf(revision, wanted);
  if (record.has_active_policy() &&
      Same(next, ActivationOf(record.active_policy(), record.queue()))) {
    return Stay(revision, queue);
  }
  if (record.has_activating() && Same(next, record.activating())) return ActivationStep::kNone;
  // Other releases under rules that were activated before approvals were asked for are none of the
  // owners' business.
  if (!SameRules(revision, record.active_policy()) &&
      !SameRules(revision, record.activating().policy())) {
    if (absl::Status status = CheckApproved(revision); !status.ok()) return status;
  }
  auto compiled = CompileFor(revision.policy(), wanted);
  if (!compiled.ok()) return compiled.status();
  if (absl::Status status = CheckNoEvaluation(queue); !status.ok()) return status;
  next.set_age_anchor_us(now_us);
  compiled->age_anchor_us = now_us;
  *record.mutable_activating() = std::move(next);
  if (queue.candidates.size() > kScoredAtOnce) {
    queue.shadow.Begin(*std::move(compiled));
    return ActivationStep::kBegun;
  }
  queue.shadow.Drop();
  queue.frame.Activate(*std::move(compiled), now_us);
  shard::CompleteActivation(&record);
  return ActivationStep::kDone;
}

}  // namespace winnow::loop
