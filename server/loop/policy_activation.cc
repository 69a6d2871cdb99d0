// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/policy_activation.h"

#include <utility>

#include "server/loop/evaluations/evaluations.h"
#include "server/loop/policy_catalog.h"
#include "server/selection/policy_validation.h"
#include "server/shard/active_policy.h"

namespace winnow::loop {

absl::StatusOr<selection::CompiledPolicy> CompileFor(const v1::ReviewPolicy& policy,
                                                     const v1::Queue& queue) {
  const selection::PolicyContext context = shard::ContextOf(queue);
  absl::Status status = CheckViolations(selection::ValidatePolicy(policy, &context));
  if (!status.ok()) return status;
  return selection::CompilePolicy(policy, context);
}

bool IsActive(const storage::v1::QueueRecord& record,
              const storage::v1::PolicyRevisionRecord& revision) {
  return record.has_active_policy() && record.active_policy().policy_id() == revision.policy_id() &&
         record.active_policy().revision() == revision.revision();
}

namespace {

bool Same(const storage::v1::Activation& a, const storage::v1::Activation& b) {
  const v1::ReleaseUnderTest& x = a.release_under_test();
  const v1::ReleaseUnderTest& y = b.release_under_test();
  return a.policy().policy_id() == b.policy().policy_id() &&
         a.policy().revision() == b.policy().revision() &&
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

}  // namespace

absl::StatusOr<bool> Activate(const storage::v1::PolicyRevisionRecord& revision,
                              const v1::Queue& wanted, int64_t now_us, shard::QueueState& queue) {
  storage::v1::QueueRecord& record = queue.record;
  storage::v1::Activation next = ActivationOf(revision, wanted);
  if (record.has_active_policy() &&
      Same(next, ActivationOf(record.active_policy(), record.queue()))) {
    const bool changed = record.has_activating();
    queue.shadow.Drop();
    record.clear_activating();
    return changed;
  }
  if (record.has_activating() && Same(next, record.activating())) return false;
  auto compiled = CompileFor(revision.policy(), wanted);
  if (!compiled.ok()) return compiled.status();
  if (absl::Status status = CheckNoEvaluation(queue); !status.ok()) return status;
  next.set_age_anchor_us(now_us);
  compiled->age_anchor_us = now_us;
  *record.mutable_activating() = std::move(next);
  if (queue.candidates.size() > kScoredAtOnce) {
    queue.shadow.Begin(*std::move(compiled));
    return true;
  }
  queue.shadow.Drop();
  queue.frame.Activate(*std::move(compiled), now_us);
  shard::CompleteActivation(&record);
  return true;
}

}  // namespace winnow::loop
