// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/active_policy.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/shard/policy_approval.h"

namespace winnow::shard {

selection::PolicyContext ContextOf(const v1::Queue& queue) {
  selection::PolicyContext context;
  for (const v1::AttributeSpec& attribute : queue.attributes())
    context.attributes.push_back(attribute.key());
  if (queue.has_release_under_test()) context.release_under_test = queue.release_under_test();
  return context;
}

absl::StatusOr<std::optional<selection::CompiledPolicy>> CompileActive(
    const storage::v1::QueueRecord& record) {
  if (!record.has_active_policy()) return std::optional<selection::CompiledPolicy>();
  absl::StatusOr<selection::CompiledPolicy> policy =
      selection::CompilePolicy(record.active_policy().policy(), ContextOf(record.queue()));
  if (!policy.ok()) return policy.status();
  policy->age_anchor_us = record.age_anchor_us();
  return std::optional<selection::CompiledPolicy>(*std::move(policy));
}

absl::StatusOr<selection::CompiledPolicy> CompileActivating(
    const storage::v1::QueueRecord& record) {
  absl::StatusOr<selection::CompiledPolicy> policy = selection::CompilePolicy(
      record.activating().policy().policy(), ContextOf(ActivatedQueue(record)));
  if (policy.ok()) policy->age_anchor_us = record.activating().age_anchor_us();
  return policy;
}

v1::Queue ActivatedQueue(const storage::v1::QueueRecord& record) {
  v1::Queue queue = record.queue();
  if (!record.has_activating()) return queue;
  queue.clear_release_under_test();
  if (record.activating().has_release_under_test())
    *queue.mutable_release_under_test() = record.activating().release_under_test();
  return queue;
}

void CompleteActivation(storage::v1::QueueRecord* record) {
  *record->mutable_queue() = ActivatedQueue(*record);
  const storage::v1::PolicyRevisionRecord& before = record->active_policy();
  storage::v1::PolicyRevisionRecord& next = *record->mutable_activating()->mutable_policy();
  const bool same = before.policy_id() == next.policy_id() && before.revision() == next.revision();
  const std::string former = absl::StrCat(before.policy_id(), "@", before.revision());
  auto& formers = *record->mutable_former_policies();
  if (record->has_active_policy() && !same &&
      std::find(formers.begin(), formers.end(), former) == formers.end()) {
    *formers.Add() = former;
  }
  record->mutable_active_policy()->Swap(&next);
  record->set_approved(MissingApprovals(record->active_policy()).empty());
  record->set_age_anchor_us(record->activating().age_anchor_us());
  record->clear_activating();
  record->set_index_epoch(record->index_epoch() + 1);
}

}  // namespace winnow::shard
