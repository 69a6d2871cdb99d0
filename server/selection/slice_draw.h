// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SLICE_DRAW_H_
#define WINNOW_SERVER_SELECTION_SLICE_DRAW_H_

#include <algorithm>
#include <cstdint>
#include <optional>
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

  // Looks up where a draw of one slot at most falls, and fetches that cell into the cache.
  void Find();

  // Found. Appends the items of a draw whose random start is `start`, below one slot, but for what
  // the index and the view know about each; that is fetched into the cache.
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
  std::optional<Cell> cell_;                   // of a draw of one slot at most
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SLICE_DRAW_H_
