// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SLICE_CURSOR_H_
#define WINNOW_SERVER_SELECTION_SLICE_CURSOR_H_

#include <cstddef>
#include <vector>

#include "server/selection/candidate_order.h"
#include "server/selection/cell_index.h"

namespace winnow::selection {

// Walks the candidates of one slice in CandidateOrder, from the top. Reads one bucket at a time,
// and of a split bucket the members with its pivot score one part at a time, so that many equal
// scores cost no scan (S11); ordering ties by id reads the bucket whole.
//
// Index and view outlive the cursor and do not change under it. Not thread-safe.
class SliceCursor {
 public:
  SliceCursor(const CellIndex& index, SliceNo slice, const CandidateOrder& order);

  bool Done() const { return !on_pivots_ && others_.empty(); }

  // Not Done().
  const Ranked& Current() const { return on_pivots_ ? pivots_.front() : others_.front(); }
  void Advance();

 private:
  void OpenBucket();
  void LoadPart();
  void Settle();
  void Append(CandidateNo no, std::vector<Ranked>& heap) const;
  void MakeHeap(std::vector<Ranked>& heap) const;
  void PopHeap(std::vector<Ranked>& heap) const;

  const CellIndex* index_;
  SliceNo slice_;
  CandidateOrder order_;
  int bucket_;                  // the open one; -1 behind the last
  std::size_t next_part_ = 0;   // of the open bucket
  std::vector<Ranked> others_;  // heaps with the first in order in front
  std::vector<Ranked> pivots_;
  bool on_pivots_ = false;  // which heap holds the current candidate
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SLICE_CURSOR_H_
