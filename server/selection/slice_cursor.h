// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SLICE_CURSOR_H_
#define WINNOW_SERVER_SELECTION_SLICE_CURSOR_H_

#include <cstddef>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/bucket_walk.h"
#include "server/selection/candidate_order.h"
#include "server/selection/cell_index.h"
#include "server/selection/ranked_walk.h"

namespace winnow::selection {

// Walks the candidates of one slice in CandidateOrder, from the top. Reads one bucket at a time,
// and of a large one no more than it has to, so that many candidates, with equal scores or not,
// cost no scan (S11); only ordering ties by id reads all of a score. Parked candidates come in
// their places until their group is left aside.
//
// Index and order outlive the cursor and do not change. Not thread-safe.
class SliceCursor {
 public:
  // Behind the last candidate of no slice.
  SliceCursor() = default;

  // Opens a cursor for each of `slices`, in as many default ones. Together is faster: their reads
  // of memory overlap.
  static void Open(const CellIndex& index, const CandidateOrder& order,
                   absl::Span<const SliceNo> slices, absl::Span<SliceCursor> cursors);

  bool Done() const { return from_ == kNowhere; }

  // Not Done().
  const Ranked& Current() const {
    return from_ == kUnparked ? bucket_walk_.Current() : groups_[from_].walk.Current();
  }
  void Advance();

  // The key under which the current candidate is parked; nullptr if it is not.
  const DiversityKey* ParkedUnder() const {
    return from_ == kUnparked ? nullptr : groups_[from_].key;
  }
  // Passes the current candidate, which is parked, and all others of its group.
  void LeaveGroup();

 private:
  static constexpr std::size_t kNowhere = SIZE_MAX;
  static constexpr std::size_t kUnparked = SIZE_MAX - 1;

  struct Group {
    const DiversityKey* key;
    RankedWalk walk;
  };

  void Start(const CellIndex& index, const CandidateOrder& order, const SliceCells& cells);
  // Opens the highest bucket at or below `bucket` that has candidates which are not parked.
  void OpenBucket(int bucket);
  // Finds out where the current candidate comes from.
  void Settle();

  const CellIndex* index_ = nullptr;
  const CandidateOrder* order_ = nullptr;
  const SliceCells* cells_ = nullptr;
  int bucket_ = -1;  // the open one; -1 behind the last
  BucketWalk bucket_walk_;
  std::vector<Group> groups_;    // that are not left aside
  std::size_t from_ = kNowhere;  // kUnparked, or a position in groups_
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SLICE_CURSOR_H_
