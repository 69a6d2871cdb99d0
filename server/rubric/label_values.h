// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What the values of a label must be under a rubric, and when two labels agree (governance.md G3).
#ifndef WINNOW_SERVER_RUBRIC_LABEL_VALUES_H_
#define WINNOW_SERVER_RUBRIC_LABEL_VALUES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "winnow/v1/label.pb.h"
#include "winnow/v1/rubric.pb.h"

namespace winnow::rubric {

using Values = google::protobuf::Map<std::string, v1::LabelValue>;

// The first value that breaks the rubric, as `values` or `values.{criterion}`: one that is not a
// criterion's, of another kind, not allowed or out of range, or a required one that is missing.
// nullopt when none does. Never names what is no criterion, as it may be anything.
std::optional<std::string> CheckValues(const Values& values, const v1::Rubric& rubric);

// The criteria that two labels of one rubric disagree on, in the order of the rubric: one of them
// lacks it, categories or flags differ, or numbers differ by more than the tolerance.
std::vector<std::string> Disagreements(const Values& a, const Values& b, const v1::Rubric& rubric);

// The criteria that any two of `labels` disagree on, in the order of the rubric.
std::vector<std::string> DisputedCriteria(const std::vector<v1::Label>& labels,
                                          const v1::Rubric& rubric);

}  // namespace winnow::rubric

#endif  // WINNOW_SERVER_RUBRIC_LABEL_VALUES_H_
