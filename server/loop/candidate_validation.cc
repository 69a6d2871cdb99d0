// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/candidate_validation.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/loop/proto_time.h"
#include "server/loop/resource_name.h"
#include "server/loop/row_content.h"
#include "server/loop/signal_validation.h"

namespace winnow::loop {
namespace {

constexpr int kMaxAttributes = 8;

std::optional<RowProblem> CheckIds(const v1::Candidate& candidate) {
  if (!IsId(candidate.candidate_id())) return InvalidField("candidate_id", kIdRule);
  const struct {
    const char* field;
    const std::string& id;
  } optional_ids[] = {
      {"source", candidate.source()},           {"consent_scope", candidate.consent_scope()},
      {"rubric", candidate.rubric()},           {"slice", candidate.slice()},
      {"split_group", candidate.split_group()}, {"model_release", candidate.model_release()},
      {"dup_group", candidate.dup_group()}};
  for (const auto& [field, id] : optional_ids) {
    if (!id.empty() && !IsId(id)) return InvalidField(field, kIdRule);
  }
  if (!candidate.subject().empty() && !IsKeyedHash(candidate.subject())) {
    return InvalidField("subject", kKeyedHashRule);
  }
  return std::nullopt;
}

std::optional<RowProblem> CheckAttributes(const v1::Candidate& candidate,
                                          const DeclaredAttributes& declared) {
  if (candidate.attributes_size() > kMaxAttributes) {
    return InvalidField("attributes", "must be at most 8");
  }
  for (const auto& [key, value] : candidate.attributes()) {
    const auto spec = std::find_if(declared.begin(), declared.end(),
                                   [&key = key](const auto& s) { return s.key() == key; });
    if (spec == declared.end()) {
      return RowProblem{v1::ERROR_REASON_ATTRIBUTE_UNDECLARED, "attributes",
                        "carries a key that the queue does not declare; declare it with "
                        "UpdateQueue or leave it out"};
    }
    const bool keyed_hash = spec->kind() == v1::ATTRIBUTE_KIND_KEYED_HASH;
    if (keyed_hash ? !IsKeyedHash(value) : !IsId(value)) {
      return InvalidField(absl::StrCat("attributes.", spec->key()),
                          keyed_hash ? kKeyedHashRule : kIdRule);
    }
  }
  return std::nullopt;
}

}  // namespace

bool IsKeyedHash(absl::string_view text) {
  return text.size() >= 16 && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::optional<RowProblem> CheckCandidate(const v1::Candidate& candidate,
                                         const DeclaredAttributes& attributes, absl::Time now) {
  if (auto problem = CheckContent(candidate)) return problem;
  if (auto problem = CheckIds(candidate)) return problem;
  if (candidate.has_retain_until() && !IsTimestamp(candidate.retain_until())) {
    return InvalidField("retain_until", "must be a time between 1970 and 9999");
  }
  if (!v1::Stage_IsValid(candidate.stage())) return InvalidField("stage", "is no known stage");
  if (!v1::Split_IsValid(candidate.split())) return InvalidField("split", "is no known split");
  if (auto problem = CheckAttributes(candidate, attributes)) return problem;
  return CheckSignals(candidate.signals(), now);
}

}  // namespace winnow::loop
