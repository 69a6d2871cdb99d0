// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/policy_messages.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/loop/resource_name.h"
#include "server/shard/policy_approval.h"

namespace winnow::loop {

std::string RevisionName(const storage::v1::PolicyRevisionRecord& record) {
  return absl::StrCat(record.policy_id(), "@", record.revision());
}

void PolicyUse::Add(const shard::ShardState& state) {
  for (const auto& [id, queue] : state.queues) {
    if (queue->has_policy()) active_.insert(queue->policy_name());
    if (queue->record.has_activating())
      activating_.insert(RevisionName(queue->record.activating().policy()));
    former_.insert(queue->record.former_policies().begin(), queue->record.former_policies().end());
  }
}

v1::PolicyState PolicyUse::StateOf(const storage::v1::PolicyRevisionRecord& record) const {
  const std::string name = RevisionName(record);
  if (active_.contains(name)) return v1::POLICY_STATE_ACTIVE;
  if (activating_.contains(name)) return v1::POLICY_STATE_ACTIVATING;
  if (former_.contains(name)) return v1::POLICY_STATE_SUPERSEDED;
  return shard::MissingApprovals(record).empty() ? v1::POLICY_STATE_APPROVED
                                                 : v1::POLICY_STATE_DRAFT;
}

v1::PolicyRevision ToMessage(const storage::v1::PolicyRevisionRecord& record,
                             const PolicyUse& use) {
  v1::PolicyRevision revision;
  revision.set_name(PolicyName(record.policy_id(), record.revision()));
  *revision.mutable_policy() = record.policy();
  revision.set_content_hash(absl::BytesToHexString(record.content_hash()));
  if (record.has_create_time()) *revision.mutable_create_time() = record.create_time();
  revision.set_state(use.StateOf(record));
  revision.set_author(record.author());
  *revision.mutable_approvals() = record.approvals();
  for (const v1::Role role : shard::MissingApprovals(record)) revision.add_missing_approvals(role);
  return revision;
}

}  // namespace winnow::loop
