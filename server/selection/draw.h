// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What goes into a draw and what comes out of it (selection.md S5).
#ifndef WINNOW_SERVER_SELECTION_DRAW_H_
#define WINNOW_SERVER_SELECTION_DRAW_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/candidate_view.h"
#include "server/selection/cell_index.h"
#include "server/selection/diversity.h"
#include "server/selection/diversity_key.h"
#include "server/selection/level.h"
#include "server/selection/slice_weight.h"
#include "server/selection/types.h"
#include "winnow/v1/batch.pb.h"

namespace winnow::selection {

// Candidates of a slice that are out of the frame.
struct SliceExclusions {
  uint64_t leased = 0;    // as LEASED
  uint64_t filtered = 0;  // for any other reason
};

// The eligible, unleased candidates at one moment. Nothing of it changes while a draw runs. Numbers
// of slices are positions in `slices`; a draw does not depend on which slice has which, nor on the
// numbers of candidates.
struct Frame {
  const CellIndex& index;
  const CandidateView& view;
  absl::Span<const SliceFacts> slices;  // ids are distinct
  // By slice; empty, or as long as `slices`.
  absl::Span<const SliceExclusions> exclusions;
  // The numbers of all slices in the order of their ids, for whoever keeps it from draw to draw;
  // where it is empty, a draw sorts.
  absl::Span<const SliceNo> by_id = {};
  // Items leased within the windows of the policy's caps; none is an empty count.
  const WindowCounts* window = nullptr;
};

// The largest batch that is drawn, far above what policies allow; a larger one is cut to it.
inline constexpr uint64_t kLargestBatch = 65'536;

struct DrawRequest {
  uint64_t batch = 0;  // items
  uint64_t seed = 0;
  // Slices of the frame that take part; empty is all.
  std::vector<SliceNo> slices;
};

struct DrawItem {
  CandidateNo no = 0;
  SliceNo slice = 0;
  v1::Arm arm = v1::ARM_UNSPECIFIED;
  Micros score = 0;  // slice terms included under BY_SCORE
  uint64_t group_members = 1;
  // Of EXPLORE: N_c, n_c and e_c of its cell. Its inclusion probability is e_c / N_c, that of
  // other arms is 1.
  uint64_t cell_candidates = 0;
  uint64_t cell_draws = 0;
  SlotUnits cell_expectation = 0;

  bool operator==(const DrawItem&) const = default;
};

// What a slice was to get and what it got.
struct SliceLine {
  SliceNo slice = 0;
  uint64_t eligible = 0;
  uint64_t lo = 0;
  uint64_t hi = 0;
  uint64_t exploit = 0;   // t_s; under BY_SCORE what EXPLOIT took
  SlotUnits explore = 0;  // e_s
  uint64_t filled = 0;
  uint64_t shortfall = 0;
  v1::ShortfallReason reason = v1::SHORTFALL_REASON_UNSPECIFIED;

  bool operator==(const SliceLine&) const = default;
};

// A candidate that the next draws should find parked (CellIndex::Park).
struct Parking {
  CandidateNo no = 0;
  DiversityKey key;

  bool operator==(const Parking&) const = default;
};

struct DrawResult {
  // EXPLOIT and FILL in the order they were taken, then EXPLORE by slice, cell and hash.
  std::vector<DrawItem> items;
  // One per slice that takes part, by slice id.
  std::vector<SliceLine> lines;
  std::vector<CapOverflow> cap_overflows;
  // Candidates that the draw passed over in large numbers because of one key (S6.4).
  std::vector<Parking> parkings;

  bool operator==(const DrawResult&) const = default;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_DRAW_H_
