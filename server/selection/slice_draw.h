// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SLICE_DRAW_H_
#define WINNOW_SERVER_SELECTION_SLICE_DRAW_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "server/selection/draw.h"
#include "server/selection/explore.h"
#include "server/selection/explore_cells.h"
#include "server/selection/types.h"

namespace winnow::selection {

// The random draws of one slice (S5.3). Used once.
class SliceDraw {
 public:
  // Both outlive it.
  SliceDraw(const ExplorePlan& plan, const ExploreShare& share);

  // Appends the items of a draw whose random start is `start`, below one slot.
  void Run(SlotUnits start, std::vector<DrawItem>& items);

 private:
  // A member of a cell by its random place.
  struct Draft {
    uint64_t hash = 0;
    CandidateNo no = 0;
  };

  void RunOverAllCells(SlotUnits start, std::vector<DrawItem>& items);
  // Appends the `draws` members of the cell with the smallest hashes, in that order.
  void Take(const Cell& cell, uint64_t draws, std::vector<DrawItem>& items);
  void TakeFirst(const Cell& cell, std::vector<DrawItem>& items);
  template <typename Visit>
  void ForEachMember(const Cell& cell, Visit visit) const;
  bool IsTaken(CandidateNo no) const {
    return std::binary_search(taken_.begin(), taken_.end(), no);
  }
  bool Precedes(const Draft& a, const Draft& b) const;
  void Append(const Cell& cell, uint64_t draws, CandidateNo no, std::vector<DrawItem>& items) const;

  const ExplorePlan& plan_;
  const ExploreShare& share_;
  const ExploreCells cells_;
  const uint64_t cell_order_;    // the key of what is random about the cells of the slice
  const uint64_t member_order_;  // and about the members of a cell
  absl::InlinedVector<CandidateNo, 4> taken_;  // sorted
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SLICE_DRAW_H_
