// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Rank: the place of a candidate in the order of EXPLOIT (selection.md S5.1).
#ifndef WINNOW_SERVER_SELECTION_RANK_H_
#define WINNOW_SERVER_SELECTION_RANK_H_

#include <cstdint>

#include "absl/types/span.h"
#include "server/selection/candidate_order.h"
#include "server/selection/cell_index.h"
#include "server/selection/types.h"

namespace winnow::selection {

// Places count from 1. The candidate has one of the places first to last.
struct Rank {
  uint64_t first = 1;
  uint64_t last = 1;

  bool operator==(const Rank&) const = default;
};

// A slice whose candidates count, and what the merge adds to the score of each.
struct RankedSlice {
  SliceNo slice = 0;
  Micros slice_term = 0;  // 0 but under BY_SCORE
};

// Most candidates that are compared one by one for one rank.
inline constexpr uint64_t kLargestRankScan = 65'536;

struct RankQuery {
  Ranked subject;  // its score has the term of its slice in it; it need not be in the index
  absl::Span<const RankedSlice> slices;
  uint64_t scan = kLargestRankScan;
};

// The place of the subject among the candidates of the slices: 1 more than the number of those that
// come before it.
//
// Higher score buckets are counted, not read. The one bucket of each slice that holds the subject's
// score is compared member by member, until a bucket has more members than `scan` has left; its
// members may all come before or after the subject, and first and last differ by their number. So
// the time is that of the buckets, at most 512 per slice, and of `scan`, whatever the candidates.
// Buckets are compared in the order of `slices`.
Rank RankOf(const CellIndex& index, const CandidateOrder& order, const RankQuery& query);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_RANK_H_
