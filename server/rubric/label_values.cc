// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rubric/label_values.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"

namespace winnow::rubric {
namespace {

bool IsScore(double number, const v1::ScoreCriterion& score) {
  // NaN compares false with everything.
  if (!(number >= score.min() && number <= score.max())) return false;
  return !score.whole() || number == std::floor(number);
}

bool Fits(const v1::LabelValue& value, const v1::Criterion& criterion) {
  switch (criterion.kind_case()) {
    case v1::Criterion::kCategory: {
      const auto& allowed = criterion.category().values();
      return value.kind_case() == v1::LabelValue::kCategory &&
             std::find(allowed.begin(), allowed.end(), value.category()) != allowed.end();
    }
    case v1::Criterion::kFlag:
      return value.kind_case() == v1::LabelValue::kFlag;
    case v1::Criterion::kScore:
      return value.kind_case() == v1::LabelValue::kNumber &&
             IsScore(value.number(), criterion.score());
    case v1::Criterion::KIND_NOT_SET:
      return false;
  }
  return false;
}

bool Agree(const v1::LabelValue& a, const v1::LabelValue& b, const v1::Criterion& criterion) {
  switch (criterion.kind_case()) {
    case v1::Criterion::kCategory:
      return a.category() == b.category();
    case v1::Criterion::kFlag:
      return a.flag() == b.flag();
    case v1::Criterion::kScore:
      return std::abs(a.number() - b.number()) <= criterion.score().tolerance();
    case v1::Criterion::KIND_NOT_SET:
      return false;
  }
  return false;
}

bool Disagree(const Values& a, const Values& b, const v1::Criterion& criterion) {
  const auto left = a.find(criterion.name());
  const auto right = b.find(criterion.name());
  const bool in_a = left != a.end();
  const bool in_b = right != b.end();
  return in_a != in_b || (in_a && !Agree(left->second, right->second, criterion));
}

}  // namespace

std::optional<std::string> CheckValues(const Values& values, const v1::Rubric& rubric) {
  size_t known = 0;
  for (const v1::Criterion& criterion : rubric.criteria()) {
    const auto value = values.find(criterion.name());
    const bool present = value != values.end();
    known += present ? 1 : 0;
    if (present ? !Fits(value->second, criterion) : criterion.required())
      return absl::StrCat("values.", criterion.name());
  }
  if (known != values.size()) return "values";
  return std::nullopt;
}

std::vector<std::string> Disagreements(const Values& a, const Values& b, const v1::Rubric& rubric) {
  std::vector<std::string> criteria;
  for (const v1::Criterion& criterion : rubric.criteria()) {
    if (Disagree(a, b, criterion)) criteria.push_back(criterion.name());
  }
  return criteria;
}

std::vector<std::string> DisputedCriteria(const std::vector<v1::Label>& labels,
                                          const v1::Rubric& rubric) {
  std::vector<std::string> criteria;
  for (const v1::Criterion& criterion : rubric.criteria()) {
    bool disputed = false;
    for (size_t i = 0; i < labels.size(); ++i) {
      for (size_t k = 0; k < i && !disputed; ++k)
        disputed = Disagree(labels[i].values(), labels[k].values(), criterion);
    }
    if (disputed) criteria.push_back(criterion.name());
  }
  return criteria;
}

}  // namespace winnow::rubric
