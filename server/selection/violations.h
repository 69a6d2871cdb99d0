// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ViolationList: what the rules of policies report into.
#ifndef WINNOW_SERVER_SELECTION_VIOLATIONS_H_
#define WINNOW_SERVER_SELECTION_VIOLATIONS_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow::selection {

// A field that breaks its rules. Neither text contains a value that was sent.
struct FieldViolation {
  // Path in the policy, such as `caps[2].attribute`.
  std::string field;
  // What is wrong and what is allowed.
  std::string problem;
};

// Both ends included; `text` says so to the sender.
struct NumberRule {
  double min;
  double max;
  absl::string_view text;
};

// Not safe for use by several threads.
class ViolationList {
 public:
  void Add(std::string field, absl::string_view problem) {
    found_.push_back({std::move(field), std::string(problem)});
  }

  // Reports `problem` unless `ok`; returns `ok`.
  bool Require(bool ok, std::string field, absl::string_view problem) {
    if (!ok) Add(std::move(field), problem);
    return ok;
  }

  // Reports a value that is not finite or not within the rule; returns whether it is fine.
  bool RequireNumber(double value, const NumberRule& rule, std::string field) {
    // NaN compares false with everything, and no rule reaches to infinity.
    return Require(value >= rule.min && value <= rule.max, std::move(field), rule.text);
  }

  size_t size() const { return found_.size(); }
  std::vector<FieldViolation> Take() && { return std::move(found_); }

 private:
  std::vector<FieldViolation> found_;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_VIOLATIONS_H_
