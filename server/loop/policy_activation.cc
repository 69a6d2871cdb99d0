// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/policy_activation.h"

#include <algorithm>
#include <string>
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

absl::Status Activate(const storage::v1::PolicyRevisionRecord& revision, int64_t now_us,
                      shard::QueueState& queue) {
  auto compiled = CompileFor(revision.policy(), queue.record.queue());
  if (!compiled.ok()) return compiled.status();
  if (absl::Status status = CheckNoEvaluation(queue); !status.ok()) return status;
  const std::string former = queue.policy_name();
  auto& formers = *queue.record.mutable_former_policies();
  if (!former.empty() && std::find(formers.begin(), formers.end(), former) == formers.end()) {
    *formers.Add() = former;
  }
  *queue.record.mutable_active_policy() = revision;
  queue.record.set_index_epoch(queue.record.index_epoch() + 1);
  queue.frame.Activate(*std::move(compiled), now_us);
  return absl::OkStatus();
}

}  // namespace winnow::loop
