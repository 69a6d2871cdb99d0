// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Which of its owners have approved a policy revision (governance.md G1).
#ifndef WINNOW_SERVER_SHARD_POLICY_APPROVAL_H_
#define WINNOW_SERVER_SHARD_POLICY_APPROVAL_H_

#include <cstdint>
#include <vector>

#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/role.pb.h"

namespace winnow::shard {

// Approvals that an activation asks for.
inline constexpr uint32_t kApprovalsRequired = 4;

// The roles of the four owners of every policy: data, legal, product, machine learning.
bool IsOwner(v1::Role role);

// The owners who have not approved, in the order of their roles; none of an approved revision. An
// identity counts for the first role that it approved for, so that four identities are needed.
std::vector<v1::Role> MissingApprovals(const storage::v1::PolicyRevisionRecord& revision);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_POLICY_APPROVAL_H_
