// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The rules for the terms of a score (selection.md S2.1, S2.2).
#ifndef WINNOW_SERVER_SELECTION_TERM_VALIDATION_H_
#define WINNOW_SERVER_SELECTION_TERM_VALIDATION_H_

#include <string>

#include "google/protobuf/repeated_ptr_field.h"
#include "server/selection/policy.h"
#include "server/selection/violations.h"
#include "winnow/v1/policy.pb.h"

namespace winnow::selection {

// Checks signal terms, slice terms and that no sum of terms can leave +-2^62.
void ValidateTerms(const v1::ReviewPolicy& policy, const PolicyContext* context,
                   ViolationList& out);

// Knots: at most 8, strictly rising in x once rounded to 1e-6, y within `y_rule`.
void ValidateKnots(const google::protobuf::RepeatedPtrField<v1::Knot>& knots,
                   const NumberRule& y_rule, const std::string& field, ViolationList& out);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_TERM_VALIDATION_H_
