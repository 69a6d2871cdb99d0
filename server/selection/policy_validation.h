// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The rules that a review policy must keep (governance.md G1, selection.md S2 to S6).
#ifndef WINNOW_SERVER_SELECTION_POLICY_VALIDATION_H_
#define WINNOW_SERVER_SELECTION_POLICY_VALIDATION_H_

#include <string>
#include <vector>

#include "server/selection/policy.h"
#include "winnow/v1/policy.pb.h"

namespace winnow::selection {

// A field that breaks its rules. Neither text contains a value that was sent.
struct FieldViolation {
  // Path in the policy, such as `caps[2].attribute`.
  std::string field;
  // What is wrong and what is allowed.
  std::string problem;
};

// Every problem of `policy`, in the order of its fields; empty if it may be compiled. With a
// context, what a policy says about attributes and the release under test is checked against the
// queue as well. Takes any message, however wrong.
std::vector<FieldViolation> ValidatePolicy(const v1::ReviewPolicy& policy,
                                           const PolicyContext* context);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_POLICY_VALIDATION_H_
