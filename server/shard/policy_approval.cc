// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/policy_approval.h"

#include <algorithm>
#include <set>
#include <string>

namespace winnow::shard {
namespace {

constexpr v1::Role kOwners[] = {v1::ROLE_POLICY_DATA, v1::ROLE_POLICY_LEGAL,
                                v1::ROLE_POLICY_PRODUCT, v1::ROLE_POLICY_ML};

}  // namespace

bool IsOwner(v1::Role role) {
  return std::find(std::begin(kOwners), std::end(kOwners), role) != std::end(kOwners);
}

std::vector<v1::Role> MissingApprovals(const storage::v1::PolicyRevisionRecord& revision) {
  std::vector<v1::Role> missing(std::begin(kOwners), std::end(kOwners));
  std::set<std::string> approvers;
  for (const v1::PolicyApproval& approval : revision.approvals()) {
    if (approvers.insert(approval.approver()).second) std::erase(missing, approval.role());
  }
  return missing;
}

}  // namespace winnow::shard
