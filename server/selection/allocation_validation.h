// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The rules for quotas (selection.md S4).
#ifndef WINNOW_SERVER_SELECTION_ALLOCATION_VALIDATION_H_
#define WINNOW_SERVER_SELECTION_ALLOCATION_VALIDATION_H_

#include <cstdint>

#include "server/selection/violations.h"
#include "winnow/v1/policy.pb.h"

namespace winnow::selection {

// Checks every quota alone and all of them against the largest batch of the policy, so that a bound
// that no batch can keep is refused.
void ValidateAllocation(const v1::Allocation& allocation, uint32_t largest_batch,
                        ViolationList& out);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_ALLOCATION_VALIDATION_H_
