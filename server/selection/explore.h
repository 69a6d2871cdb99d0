// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_EXPLORE_H_
#define WINNOW_SERVER_SELECTION_EXPLORE_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/draw.h"
#include "server/selection/executor.h"
#include "server/selection/explore_cells.h"
#include "server/selection/types.h"

namespace winnow::selection {

struct ExplorePlan {
  const Frame& frame;
  uint64_t seed = 0;
  // In the order in which the run of fractional shares goes through them.
  absl::Span<const ExploreShare> shares;
  Micros audit_share = 0;  // of known zeros (S5.4)
};

// The random draws of a batch (S5.3): a systematic sample over cells, and the smallest hashes
// within a cell. Items come by slice in the order of the shares, by bucket, sub-cell and hash.
//
// A share of whole slots has a random start of its own and gets exactly that many items; the others
// share one start, their items add up to the sum of their expectations (rounded up or down if that
// is no whole number), and each gets the floor or the ceiling of its own.
//
// Within a slice the cells come in random order. Where a share is one slot at most, so that no two
// of its cells are drawn together, a random point on the cells in their own order is the same draw,
// and looks at few of them.
std::vector<DrawItem> Explore(const ExplorePlan& plan, Executor& executor);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_EXPLORE_H_
