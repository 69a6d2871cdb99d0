// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/policy_catalog.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/digest/sha256.h"
#include "server/selection/builtin_policies.h"
#include "server/selection/policy.h"

namespace winnow::loop {
namespace {

storage::v1::PolicyRevisionRecord BuiltinRevision(const shard::RegistrySnapshot& registry,
                                                  absl::string_view id, v1::ReviewPolicy policy) {
  storage::v1::PolicyRevisionRecord record;
  record.set_policy_id(std::string(id));
  record.set_revision(kBuiltinRevision);
  record.set_content_hash(ContentHash(policy));
  *record.mutable_policy() = std::move(policy);
  record.set_author(std::string(kBuiltinAuthor));
  const auto approved = registry.builtin_approvals.find({record.policy_id(), kBuiltinRevision});
  // What was approved of another release's content is not approved of this one's.
  if (approved != registry.builtin_approvals.end() &&
      approved->second.content_hash() == record.content_hash()) {
    *record.mutable_approvals() = approved->second.approvals();
  }
  return record;
}

}  // namespace

bool IsBuiltin(absl::string_view policy_id) {
  return selection::FindBuiltinPolicy(policy_id).has_value();
}

const storage::v1::PolicyRevisionRecord* NewestRevision(const shard::RegistrySnapshot& registry,
                                                        absl::string_view policy_id) {
  return NewestOf(registry.policies, policy_id);
}

absl::StatusOr<storage::v1::PolicyRevisionRecord> FindRevision(
    const shard::RegistrySnapshot& registry, const PolicyRef& ref) {
  if (!ref.revision.has_value()) {
    if (const auto* newest = NewestRevision(registry, ref.policy)) return *newest;
  } else if (const auto it = registry.policies.find({ref.policy, *ref.revision});
             it != registry.policies.end()) {
    return it->second;
  }
  auto builtin = selection::FindBuiltinPolicy(ref.policy);
  if (builtin.has_value() && ref.revision.value_or(kBuiltinRevision) == kBuiltinRevision)
    return BuiltinRevision(registry, ref.policy, *std::move(builtin));
  return Unknown(v1::ERROR_REASON_POLICY_UNKNOWN,
                 "No such policy revision. Create it with CreatePolicyRevision, or correct its "
                 "name.");
}

std::vector<RevisionId> PolicyRevisions(const shard::RegistrySnapshot& registry) {
  return AllRevisions(registry.policies, selection::BuiltinPolicyIds());
}

std::string ContentHash(const v1::ReviewPolicy& policy) {
  return std::string(digest::Sha256(selection::CanonicalPolicyBytes(policy)).view());
}

absl::Status CheckViolations(std::vector<selection::FieldViolation> violations) {
  if (violations.empty()) return absl::OkStatus();
  std::vector<FieldViolation> found;
  for (selection::FieldViolation& violation : violations) {
    found.push_back({absl::StrCat("policy.", violation.field), std::move(violation.problem)});
  }
  return PolicyInvalid(std::move(found));
}

}  // namespace winnow::loop
