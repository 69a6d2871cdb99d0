// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The rules for groups of slices (selection.md S4).
#ifndef WINNOW_SERVER_SELECTION_GROUP_VALIDATION_H_
#define WINNOW_SERVER_SELECTION_GROUP_VALIDATION_H_

#include <cstdint>

#include "server/selection/violations.h"
#include "winnow/v1/policy.pb.h"

namespace winnow::selection {

// Checks names, nesting and capacities, and that a group has room for the minima of its slices in
// the largest batch of the policy.
void ValidateGroups(const v1::Allocation& allocation, uint32_t largest_batch, ViolationList& out);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_GROUP_VALIDATION_H_
