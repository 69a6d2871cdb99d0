// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The rubric revisions that there are: those that were created, and the built-in ones.
#ifndef WINNOW_SERVER_LOOP_RUBRIC_CATALOG_H_
#define WINNOW_SERVER_LOOP_RUBRIC_CATALOG_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/loop/resource_name.h"
#include "server/loop/revision_catalog.h"
#include "server/shard/registry.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::loop {

// Pure functions.

// The revision that `ref` names; one that was created goes before a built-in one of the same name,
// which came with a later release. RUBRIC_UNKNOWN when there is none.
absl::StatusOr<storage::v1::RubricRevisionRecord> FindRubric(
    const shard::RegistrySnapshot& registry, const RubricRef& ref);

// What the revision `{rubric}@{number}` says; nullptr when there is none. Valid as long as the
// registry.
const v1::Rubric* FindRubric(const shard::RegistrySnapshot& registry, absl::string_view revision);

// `{rubric}@{number}` of the newest revision, which new labels follow; nullopt when there is none.
std::optional<std::string> RubricInForce(const shard::RegistrySnapshot& registry,
                                         absl::string_view rubric_id);

// Every revision, by rubric and number.
std::vector<RevisionId> RubricRevisions(const shard::RegistrySnapshot& registry);

// The parts of `{rubric}@{number}`; nullopt for anything else.
std::optional<RevisionId> ParseRubricRevision(absl::string_view revision);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RUBRIC_CATALOG_H_
