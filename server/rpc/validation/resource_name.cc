// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/validation/resource_name.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/loop/error.h"
#include "server/loop/resource_name.h"
#include "server/loop/rubric_catalog.h"

namespace winnow::rpc {
namespace {

void AddFrom(const absl::Status& status, Violations& violations) {
  if (status.ok()) return;
  for (loop::FieldViolation& violation : loop::DetailOf(status).violations) {
    violations.Add(std::move(violation.field), std::move(violation.problem));
  }
}

}  // namespace

void CheckId(absl::string_view field, absl::string_view value, Violations& violations) {
  if (!loop::IsId(value)) violations.Add(std::string(field), std::string(loop::kIdRule));
}

void CheckOptionalId(absl::string_view field, absl::string_view value, Violations& violations) {
  if (!value.empty()) CheckId(field, value, violations);
}

void CheckReleaseUnderTest(absl::string_view field, const v1::ReleaseUnderTest& pair,
                           Violations& violations) {
  CheckId(absl::StrCat(field, ".baseline_release"), pair.baseline_release(), violations);
  CheckId(absl::StrCat(field, ".candidate_release"), pair.candidate_release(), violations);
}

void CheckQueueName(absl::string_view field, absl::string_view value, Violations& violations) {
  AddFrom(loop::ParseQueueName(value, field).status(), violations);
}

void CheckCandidateName(absl::string_view field, absl::string_view value, Violations& violations) {
  AddFrom(loop::ParseCandidateName(value, field).status(), violations);
}

void CheckSliceName(absl::string_view field, absl::string_view value, Violations& violations) {
  AddFrom(loop::ParseSliceName(value, field).status(), violations);
}

void CheckBatchName(absl::string_view field, absl::string_view value, Violations& violations) {
  AddFrom(loop::ParseBatchName(value, field).status(), violations);
}

void CheckEvaluationName(absl::string_view field, absl::string_view value, Violations& violations) {
  AddFrom(loop::ParseEvaluationName(value, field).status(), violations);
}

void CheckSourceName(absl::string_view field, absl::string_view value, Violations& violations) {
  AddFrom(loop::ParseSourceName(value, field).status(), violations);
}

void CheckConsentScopeName(absl::string_view field, absl::string_view value,
                           Violations& violations) {
  AddFrom(loop::ParseConsentScopeName(value, field).status(), violations);
}

void CheckPolicyName(absl::string_view field, absl::string_view value, Violations& violations) {
  AddFrom(loop::ParsePolicyName(value, field).status(), violations);
}

void CheckDatasetName(absl::string_view field, absl::string_view value, Violations& violations) {
  AddFrom(loop::ParseDatasetName(value, field).status(), violations);
}

void CheckDatasetVersionName(absl::string_view field, absl::string_view value,
                             Violations& violations) {
  AddFrom(loop::ParseDatasetVersionName(value, field).status(), violations);
}

void CheckReleaseName(absl::string_view field, absl::string_view value, Violations& violations) {
  AddFrom(loop::ParseReleaseName(value, field).status(), violations);
}

void CheckRubricName(absl::string_view field, absl::string_view value, Violations& violations) {
  AddFrom(loop::ParseRubricName(value, field).status(), violations);
}

void CheckRubricRevision(absl::string_view field, absl::string_view value, Violations& violations) {
  if (!loop::ParseRubricRevision(value).has_value())
    violations.Add(std::string(field), "must be a rubric revision, {rubric}@{revision}");
}

}  // namespace winnow::rpc
