// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/rubric_catalog.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/loop/error.h"
#include "server/loop/request_replay.h"
#include "server/rubric/builtin_rubrics.h"

namespace winnow::loop {

absl::StatusOr<storage::v1::RubricRevisionRecord> FindRubric(
    const shard::RegistrySnapshot& registry, const RubricRef& ref) {
  if (!ref.revision.has_value()) {
    if (const auto* newest = NewestOf(registry.rubrics, ref.rubric)) return *newest;
  } else if (const auto it = registry.rubrics.find({ref.rubric, *ref.revision});
             it != registry.rubrics.end()) {
    return it->second;
  }
  const v1::Rubric* const builtin = rubric::FindBuiltinRubric(ref.rubric);
  if (builtin == nullptr || ref.revision.value_or(kBuiltinRevision) != kBuiltinRevision) {
    return Unknown(v1::ERROR_REASON_RUBRIC_UNKNOWN,
                   "No such rubric revision. Create it with CreateRubricRevision, or correct its "
                   "name.");
  }
  storage::v1::RubricRevisionRecord record;
  record.set_rubric_id(ref.rubric);
  record.set_revision(kBuiltinRevision);
  *record.mutable_rubric() = *builtin;
  record.set_content_hash(std::string(PayloadHash(*builtin).view()));
  record.set_author(std::string(kBuiltinAuthor));
  return record;
}

const v1::Rubric* FindRubric(const shard::RegistrySnapshot& registry, absl::string_view revision) {
  const auto id = ParseRubricRevision(revision);
  if (!id.has_value()) return nullptr;
  const auto it = registry.rubrics.find(*id);
  if (it != registry.rubrics.end()) return &it->second.rubric();
  return id->second == kBuiltinRevision ? rubric::FindBuiltinRubric(id->first) : nullptr;
}

std::optional<std::string> RubricInForce(const shard::RegistrySnapshot& registry,
                                         absl::string_view rubric_id) {
  if (const auto* newest = NewestOf(registry.rubrics, rubric_id))
    return absl::StrCat(rubric_id, "@", newest->revision());
  if (rubric::FindBuiltinRubric(rubric_id) == nullptr) return std::nullopt;
  return absl::StrCat(rubric_id, "@", kBuiltinRevision);
}

std::vector<RevisionId> RubricRevisions(const shard::RegistrySnapshot& registry) {
  return AllRevisions(registry.rubrics, rubric::BuiltinRubricIds());
}

std::optional<RevisionId> ParseRubricRevision(absl::string_view revision) {
  const auto ref = ParseRubricName(absl::StrCat("rubrics/", revision), "");
  if (!ref.ok() || !ref->revision.has_value()) return std::nullopt;
  return RevisionId(ref->rubric, *ref->revision);
}

}  // namespace winnow::loop
