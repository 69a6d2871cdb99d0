// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The rules that a review policy must keep (governance.md G1, selection.md S2 to S6).
#ifndef WINNOW_SERVER_SELECTION_POLICY_VALIDATION_H_
#define WINNOW_SERVER_SELECTION_POLICY_VALIDATION_H_

#include <vector>

#include "server/selection/policy.h"
#include "server/selection/violations.h"
#include "winnow/v1/policy.pb.h"

namespace winnow::selection {

// Every problem of `policy`; empty if it may be compiled. With a context, what the policy says
// about attributes and the release under test is checked against the queue as well. Takes any
// message, however wrong.
std::vector<FieldViolation> ValidatePolicy(const v1::ReviewPolicy& policy,
                                           const PolicyContext* context);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_POLICY_VALIDATION_H_
