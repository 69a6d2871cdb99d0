// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Weights of the NEYMAN allocation (selection.md S4.1): slices with many candidates of many kinds
// get more. Label-free: the spread of a slice is that of the scores in it.
#ifndef WINNOW_SERVER_SELECTION_NEYMAN_H_
#define WINNOW_SERVER_SELECTION_NEYMAN_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/slice_cells.h"

namespace winnow::selection {

// Count, sum and sum of squares of the bucket numbers of a slice's candidates.
struct ScoreMoments {
  uint64_t count = 0;
  uint64_t sum = 0;
  uint64_t squares = 0;

  bool operator==(const ScoreMoments&) const = default;
};

ScoreMoments ScoreMomentsOf(const SliceCells& cells);

// count x standard deviation per slice, for SliceDemand::weight. The variances are shrunk towards
// the one within all slices together, as if each slice had 16 more candidates of that: a few equal
// scores by chance do not starve a slice. Never 0 for a slice with candidates; integer arithmetic.
std::vector<uint64_t> NeymanWeights(absl::Span<const ScoreMoments> slices);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_NEYMAN_H_
