// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Prospect: what a draw would do with one candidate.
#ifndef WINNOW_SERVER_SELECTION_PROSPECT_H_
#define WINNOW_SERVER_SELECTION_PROSPECT_H_

#include <cstdint>
#include <vector>

#include "server/selection/draw.h"
#include "server/selection/level.h"
#include "server/selection/policy.h"
#include "server/selection/types.h"

namespace winnow::selection {

// A cap that has no room left for a candidate behind EXPLOIT and FILL.
struct FullCap {
  CapRule rule;
  uint64_t key = 0;
  uint64_t in_batch = 0;  // items with the key
  uint64_t in_slice = 0;  // those of the candidate's slice among them
  // Items with the key in the batch and in those within the window of the cap, if it has one.
  uint64_t in_window = 0;
};

// EXPLOIT, FILL and the expectations of EXPLORE do not depend on the seed, so all of this holds for
// every draw from the frame with the same slices and size.
struct Prospect {
  // EXPLOIT or FILL for certain; EXPLORE by chance; UNSPECIFIED when it cannot be in the batch.
  v1::Arm arm = v1::ARM_UNSPECIFIED;
  // EXPLORE: N_c and e_c of its cell.
  uint64_t cell_candidates = 0;
  SlotUnits cell_expectation = 0;

  SliceLine line;                  // of its slice
  uint64_t best_slots = 0;         // that its slice has for EXPLOIT and, under BY_SCORE, FILL
  uint64_t better_in_slice = 0;    // items of EXPLOIT and FILL in its slice that come before it
  uint64_t best_scored = 0;        // items of EXPLOIT and FILL in all slices
  std::vector<FullCap> full_caps;  // in the order of the policy
};

// The prospect of `no`, which is in the frame and in a slice that takes part. Costs a draw.
Prospect ProspectOf(const CompiledPolicy& policy, const Frame& frame, const DrawRequest& request,
                    CandidateNo no);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_PROSPECT_H_
