// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/adjudication_rules.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/loop/candidate_validation.h"
#include "server/loop/error.h"
#include "server/loop/request_replay.h"
#include "server/loop/rubric_catalog.h"
#include "server/rubric/label_values.h"

namespace winnow::loop {
namespace {

using Violations = std::vector<FieldViolation>;

void CheckValues(const v1::AdjudicationDecision& decision, const v1::Rubric& rubric,
                 Violations& violations) {
  const bool needed = decision.cause() == v1::ADJUDICATION_CAUSE_ANNOTATOR_ERROR;
  const bool allowed = needed || decision.cause() == v1::ADJUDICATION_CAUSE_RUBRIC_BUG;
  if (decision.values().empty()) {
    if (needed) violations.push_back({"decision.values", "are required for an annotator's error"});
    return;
  }
  if (!allowed) {
    violations.push_back({"decision.values", "must be empty: no label counts for this cause"});
    return;
  }
  if (const auto field = rubric::CheckValues(decision.values(), rubric); field.has_value()) {
    violations.push_back({absl::StrCat("decision.", *field),
                          "must be what the rubric revision of the labels asks for"});
  }
}

void CheckFix(const v1::AdjudicationDecision& decision, absl::string_view rubric,
              const shard::RegistrySnapshot& registry, Violations& violations) {
  if (decision.fixed_by().empty()) return;
  const v1::Rubric* const fix = FindRubric(registry, decision.fixed_by());
  if (decision.cause() != v1::ADJUDICATION_CAUSE_RUBRIC_BUG) {
    violations.push_back({"decision.fixed_by", "must be empty unless the cause is RUBRIC_BUG"});
  } else if (fix == nullptr || fix->fixes() != rubric) {
    violations.push_back({"decision.fixed_by",
                          "must be a rubric revision, {rubric}@{revision}, whose `fixes` names the "
                          "revision of the labels"});
  }
}

}  // namespace

absl::Status CheckDecision(const v1::AdjudicationDecision& decision,
                           const storage::v1::AdjudicationRecord& record,
                           const std::vector<v1::Label>& labels,
                           const shard::RegistrySnapshot& registry) {
  Violations violations;
  if (decision.cause() == v1::ADJUDICATION_CAUSE_UNSPECIFIED ||
      !v1::AdjudicationCause_IsValid(decision.cause())) {
    violations.push_back({"decision.cause",
                          "is required: RUBRIC_BUG, ANNOTATOR_ERROR, AMBIGUOUS or "
                          "UNUSABLE_AUDIO"});
  }
  if (!IsKeyedHash(decision.adjudicator())) {
    violations.push_back({"decision.adjudicator", std::string(kKeyedHashRule)});
  } else if (std::any_of(labels.begin(), labels.end(), [&](const v1::Label& label) {
               return label.annotator() == decision.adjudicator();
             })) {
    violations.push_back({"decision.adjudicator", "must be none of the annotators"});
  }
  if (const v1::Rubric* const rubric = FindRubric(registry, record.rubric()); rubric != nullptr)
    CheckValues(decision, *rubric, violations);
  CheckFix(decision, record.rubric(), registry, violations);
  return violations.empty() ? absl::OkStatus() : FieldsInvalid(std::move(violations));
}

bool IsSameDecision(v1::AdjudicationDecision a, v1::AdjudicationDecision b) {
  a.clear_decide_time();
  b.clear_decide_time();
  return PayloadHash(a) == PayloadHash(b);
}

}  // namespace winnow::loop
