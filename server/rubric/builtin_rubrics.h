// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The rubrics that come with the program, each as its revision 1 (governance.md G3).
#ifndef WINNOW_SERVER_RUBRIC_BUILTIN_RUBRICS_H_
#define WINNOW_SERVER_RUBRIC_BUILTIN_RUBRICS_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "winnow/v1/rubric.pb.h"

namespace winnow::rubric {

// Ids, sorted.
absl::Span<const absl::string_view> BuiltinRubricIds();

// nullptr for an id that none of them has. Lives as long as the process.
const v1::Rubric* FindBuiltinRubric(absl::string_view id);

}  // namespace winnow::rubric

#endif  // WINNOW_SERVER_RUBRIC_BUILTIN_RUBRICS_H_
