// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The policy revisions that there are: those that were created, and the built-in ones.
#ifndef WINNOW_SERVER_LOOP_POLICY_CATALOG_H_
#define WINNOW_SERVER_LOOP_POLICY_CATALOG_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/loop/error.h"
#include "server/loop/resource_name.h"
#include "server/loop/revision_catalog.h"
#include "server/selection/violations.h"
#include "server/shard/registry.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::loop {

// Pure functions.

bool IsBuiltin(absl::string_view policy_id);

// The newest revision of a policy that was created, or nullptr. Valid as long as the registry.
const storage::v1::PolicyRevisionRecord* NewestRevision(const shard::RegistrySnapshot& registry,
                                                        absl::string_view policy_id);

// The revision that `ref` names, with its approvals. One that was created goes before a built-in
// one of the same name, which came with a later release. POLICY_UNKNOWN when there is none.
absl::StatusOr<storage::v1::PolicyRevisionRecord> FindRevision(
    const shard::RegistrySnapshot& registry, const PolicyRef& ref);

// Every revision, by policy and number.
std::vector<RevisionId> PolicyRevisions(const shard::RegistrySnapshot& registry);

// SHA-256 of the canonical bytes of a policy.
std::string ContentHash(const v1::ReviewPolicy& policy);

// POLICY_INVALID with every violation, or OK when there is none.
absl::Status CheckViolations(std::vector<selection::FieldViolation> violations);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_POLICY_CATALOG_H_
