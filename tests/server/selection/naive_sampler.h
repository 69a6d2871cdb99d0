// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_SELECTION_NAIVE_SAMPLER_H_
#define WINNOW_TESTS_SERVER_SELECTION_NAIVE_SAMPLER_H_

#include <cstdint>
#include <vector>

#include "server/selection/policy.h"
#include "server/selection/slot_plan.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::selection {

struct NaiveItem {
  CandidateNo no = 0;
  v1::Arm arm = v1::ARM_UNSPECIFIED;

  bool operator==(const NaiveItem&) const = default;
};

// EXPLOIT and FILL of S5.1 and S5.2, word for word: all candidates of the frame sorted by score and
// tie, and for each one a count of everything that was taken before. `plan` is that of the draw.
std::vector<NaiveItem> DrawNaively(const CompiledPolicy& policy, const TestFrame& frame,
                                   const SlotPlan& plan, uint64_t batch);

}  // namespace winnow::selection

#endif  // WINNOW_TESTS_SERVER_SELECTION_NAIVE_SAMPLER_H_
