// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rubric/rubric_validation.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/selection/names.h"

namespace winnow::rubric {
namespace {

using selection::ViolationList;

constexpr int kMaxCriteria = 64;
constexpr int kMaxMeasures = 16;
constexpr int kMaxCategories = 64;
constexpr size_t kMaxDescription = 200;

constexpr absl::string_view kName = "must match [a-z][a-z0-9_]{0,63}";
constexpr absl::string_view kUnique = "must be unique";
constexpr absl::string_view kStage = "is required: a stage such as ACOUSTIC or SAFETY";
// Sums over millions of items stay exact.
constexpr selection::NumberRule kBound = {-1e9, 1e9, "must be a finite number within 1e9"};

bool IsStage(v1::Stage stage) { return stage != v1::STAGE_UNSPECIFIED && v1::Stage_IsValid(stage); }

bool IsPrintable(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

void ValidateCategory(const v1::CategoryCriterion& category, const std::string& path,
                      ViolationList& out) {
  out.Require(category.values_size() >= 2 && category.values_size() <= kMaxCategories,
              absl::StrCat(path, ".category.values"), "needs 2 to 64 values");
  std::set<absl::string_view> seen;
  for (int i = 0; i < category.values_size(); ++i) {
    const std::string field = absl::StrCat(path, ".category.values[", i, "]");
    if (!out.Require(selection::IsId(category.values(i)), field,
                     "must be an id, [A-Za-z0-9_.:-]{1,64}")) {
      continue;
    }
    out.Require(seen.insert(category.values(i)).second, field, kUnique);
  }
}

void ValidateScore(const v1::ScoreCriterion& score, const std::string& path, ViolationList& out) {
  const bool has_min = out.RequireNumber(score.min(), kBound, absl::StrCat(path, ".score.min"));
  const bool has_max = out.RequireNumber(score.max(), kBound, absl::StrCat(path, ".score.max"));
  if (!has_min || !has_max) return;
  if (!out.Require(score.min() < score.max(), absl::StrCat(path, ".score.max"),
                   "must be above min")) {
    return;
  }
  out.Require(score.tolerance() >= 0 && score.tolerance() < score.max() - score.min(),
              absl::StrCat(path, ".score.tolerance"),
              "must not be negative, and be below max - min");
  if (!score.whole()) return;
  out.Require(std::floor(score.max()) >= std::ceil(score.min()), absl::StrCat(path, ".score.whole"),
              "leaves no value between min and max");
}

void ValidateKind(const v1::Criterion& criterion, const std::string& path, ViolationList& out) {
  switch (criterion.kind_case()) {
    case v1::Criterion::kCategory:
      return ValidateCategory(criterion.category(), path, out);
    case v1::Criterion::kScore:
      return ValidateScore(criterion.score(), path, out);
    case v1::Criterion::kFlag:
      return;
    case v1::Criterion::KIND_NOT_SET:
      out.Add(path, "needs one of category, flag or score");
  }
}

void ValidateCriteria(const v1::Rubric& rubric, ViolationList& out) {
  out.Require(rubric.criteria_size() >= 1 && rubric.criteria_size() <= kMaxCriteria, "criteria",
              "needs 1 to 64 criteria");
  std::set<absl::string_view> names;
  int end_to_end = 0;
  bool required = false;
  for (int i = 0; i < rubric.criteria_size(); ++i) {
    const v1::Criterion& criterion = rubric.criteria(i);
    const std::string path = absl::StrCat("criteria[", i, "]");
    const std::string name = absl::StrCat(path, ".name");
    if (out.Require(selection::IsTermName(criterion.name()), name, kName))
      out.Require(names.insert(criterion.name()).second, name, kUnique);
    out.Require(IsStage(criterion.stage()), absl::StrCat(path, ".stage"), kStage);
    out.Require(
        criterion.description().size() <= kMaxDescription && IsPrintable(criterion.description()),
        absl::StrCat(path, ".description"), "must be at most 200 characters of printable ASCII");
    ValidateKind(criterion, path, out);
    end_to_end += criterion.end_to_end() ? 1 : 0;
    required = required || criterion.required();
  }
  out.Require(end_to_end <= 1, "criteria", "may have one end_to_end criterion at most");
  out.Require(rubric.criteria().empty() || required, "criteria",
              "needs a required criterion: a label must say something");
}

void ValidateMeasures(const v1::Rubric& rubric, ViolationList& out) {
  out.Require(rubric.measures_size() <= kMaxMeasures, "measures", "may have 16 measures at most");
  std::set<absl::string_view> names;
  int end_to_end = 0;
  for (int i = 0; i < rubric.measures_size(); ++i) {
    const v1::Measure& measure = rubric.measures(i);
    const std::string path = absl::StrCat("measures[", i, "]");
    const std::string name = absl::StrCat(path, ".name");
    if (out.Require(selection::IsTermName(measure.name()), name, kName))
      out.Require(names.insert(measure.name()).second, name, kUnique);
    out.Require(IsStage(measure.stage()), absl::StrCat(path, ".stage"), kStage);
    out.Require(selection::IsTermName(measure.errors()), absl::StrCat(path, ".errors"), kName);
    if (!measure.units().empty()) {
      out.Require(selection::IsTermName(measure.units()) && measure.units() != measure.errors(),
                  absl::StrCat(path, ".units"),
                  "must match [a-z][a-z0-9_]{0,63} and be another value than errors");
    }
    end_to_end += measure.end_to_end() ? 1 : 0;
  }
  out.Require(end_to_end <= 1, "measures", "may have one end_to_end measure at most");
}

}  // namespace

std::vector<selection::FieldViolation> ValidateRubric(const v1::Rubric& rubric,
                                                      absl::string_view rubric_id) {
  ViolationList out;
  out.Require(
      rubric.label_use() != v1::LABEL_USE_UNSPECIFIED && v1::LabelUse_IsValid(rubric.label_use()),
      "label_use", "is required: REFERENCE or PER_RELEASE");
  ValidateCriteria(rubric, out);
  ValidateMeasures(rubric, out);
  if (!rubric.fixes().empty()) {
    out.Require(absl::StartsWith(rubric.fixes(), absl::StrCat(rubric_id, "@")), "fixes",
                "must be a revision of this rubric, {rubric}@{revision}");
  }
  return std::move(out).Take();
}

}  // namespace winnow::rubric
