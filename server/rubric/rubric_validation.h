// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The rules that a rubric must keep (governance.md G3).
#ifndef WINNOW_SERVER_RUBRIC_RUBRIC_VALIDATION_H_
#define WINNOW_SERVER_RUBRIC_RUBRIC_VALIDATION_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "server/selection/violations.h"
#include "winnow/v1/rubric.pb.h"

namespace winnow::rubric {

// Every problem of `rubric`, which is to be a revision of `rubric_id`, by its path; empty if labels
// may follow it. Takes any message, however wrong.
std::vector<selection::FieldViolation> ValidateRubric(const v1::Rubric& rubric,
                                                      absl::string_view rubric_id);

}  // namespace winnow::rubric

#endif  // WINNOW_SERVER_RUBRIC_RUBRIC_VALIDATION_H_
