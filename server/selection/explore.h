// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_EXPLORE_H_
#define WINNOW_SERVER_SELECTION_EXPLORE_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/draw.h"
#include "server/selection/executor.h"
#include "server/selection/expectation.h"
#include "server/selection/level.h"
#include "server/selection/types.h"

namespace winnow::selection {

// What EXPLORE is to draw in one slice.
struct ExploreShare {
  SliceNo slice = 0;
  uint64_t slice_hash = 0;         // StaticIdHash of the slice's id
  SlotUnits expectation = 0;       // e_s, at most the slice's candidates that are not taken
  std::vector<CandidateNo> taken;  // by EXPLOIT and FILL
};

// The random draws of a batch (S5.3): a systematic sample over cells, and the smallest hashes
// within a cell. Items come by slice in the order of `shares`, by bucket, sub-cell and hash.
//
// `shares` are in the order of slice ids. A share of whole slots has a random start of its own and
// gets exactly that many items; the others share one start, their items add up to the sum of their
// expectations (rounded up or down if that is no whole number), and each gets the floor or the
// ceiling of its own.
std::vector<DrawItem> Explore(const Frame& frame, uint64_t seed,
                              absl::Span<const ExploreShare> shares, Executor& executor);

// The cells of a slice less what was taken, by bucket and sub-cell, and their expectations (S5.3).
std::vector<Cell> CellsOf(const CellIndex& index, const ExploreShare& share);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_EXPLORE_H_
