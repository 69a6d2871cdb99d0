// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/label_studio_label.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/label_studio_config.h"
#include "client/number_text.h"

namespace winnow::client {
namespace {

const v1::Criterion* FindCriterion(const v1::Rubric& rubric, absl::string_view name) {
  const auto& criteria = rubric.criteria();
  const auto it = std::find_if(criteria.begin(), criteria.end(),
                               [&](const v1::Criterion& one) { return one.name() == name; });
  return it == criteria.end() ? nullptr : &*it;
}

std::vector<std::string> ChoicesOfCriterion(const v1::Criterion& criterion) {
  if (criterion.has_flag()) return {std::string(kLabelStudioYes), std::string(kLabelStudioNo)};
  const auto& values = criterion.category().values();
  return {values.begin(), values.end()};
}

// What is wrong with the answer, or nothing.
std::string ReadChoice(const LabelStudioAnswer& answer, const v1::Criterion& criterion,
                       v1::LabelValue& out) {
  const std::vector<std::string> allowed = ChoicesOfCriterion(criterion);
  if (answer.type != "choices") return "has to come from a Choices control";
  if (answer.choices.size() != 1) return "has to be one choice";
  const std::string& choice = answer.choices.front();
  if (std::find(allowed.begin(), allowed.end(), choice) == allowed.end()) {
    return absl::StrCat("has to be one of ", absl::StrJoin(allowed, ", "));
  }
  if (criterion.has_flag()) {
    out.set_flag(choice == kLabelStudioYes);
  } else {
    out.set_category(choice);
  }
  return "";
}

std::string ReadScore(const LabelStudioAnswer& answer, const v1::Criterion& criterion,
                      v1::LabelValue& out) {
  const v1::ScoreCriterion& score = criterion.score();
  if (answer.type != "number" && answer.type != "rating") {
    return "has to come from a Number or Rating control";
  }
  if (!answer.number.has_value()) return "has to be a number";
  const double number = *answer.number;
  if (number < score.min() || number > score.max()) {
    return absl::StrCat("has to be from ", NumberText(score.min()), " to ",
                        NumberText(score.max()));
  }
  if (score.whole() && number != std::floor(number)) return "has to be a whole number";
  out.set_number(number);
  return "";
}

}  // namespace

Defect ReadLabelStudioValues(const std::vector<LabelStudioAnswer>& answers,
                             const v1::Rubric& rubric, const std::set<std::string>& other_controls,
                             v1::Label& out) {
  for (const LabelStudioAnswer& answer : answers) {
    // Choices that were taken back are no answer.
    const bool is_empty = answer.type == "choices" && answer.choices.empty();
    if (is_empty || other_controls.contains(answer.control)) continue;
    const std::string field = absl::StrCat("values.", ShowKey(answer.control));
    const v1::Criterion* const criterion = FindCriterion(rubric, answer.control);
    if (criterion == nullptr) {
      return RowDefect{field,
                       "is no criterion of the rubric: name controls that are not for Winnow with "
                       "--other-controls"};
    }
    if (out.values().contains(criterion->name())) return RowDefect{field, "is answered twice"};
    v1::LabelValue value;
    std::string problem = criterion->has_score() ? ReadScore(answer, *criterion, value)
                                                 : ReadChoice(answer, *criterion, value);
    if (!problem.empty()) return RowDefect{field, std::move(problem)};
    (*out.mutable_values())[criterion->name()] = value;
  }
  for (const v1::Criterion& criterion : rubric.criteria()) {
    if (criterion.required() && !out.values().contains(criterion.name())) {
      return RowDefect{absl::StrCat("values.", criterion.name()), "is required, and not answered"};
    }
  }
  return std::nullopt;
}

}  // namespace winnow::client
