// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SLICE_CURSOR_H_
#define WINNOW_SERVER_SELECTION_SLICE_CURSOR_H_

#include <cstddef>
#include <memory>
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
// The first candidate comes at the price of a scan; the rest of the state is made when more are
// asked for. Index and order outlive the cursor and do not change. Not thread-safe.
class SliceCursor {
 public:
  // Behind the last candidate of no slice.
  SliceCursor() = default;

  // What all cursors of a draw have in common.
  struct Context {
    const CellIndex& index;
    const CandidateOrder& order;
  };
  // Opens a cursor for each of `slices`, in as many default ones. Together is faster: their reads
  // of memory overlap.
  static void Open(const Context& context, absl::Span<const SliceNo> slices,
                   absl::Span<SliceCursor> cursors);

  bool Done() const { return done_; }

  // Not Done().
  const Ranked& Current() const { return current_; }
  void Advance();

  // The key under which the current candidate is parked; nullptr if it is not.
  const DiversityKey* ParkedUnder() const;
  // Passes the current candidate, which is parked, and all others of its group.
  void LeaveGroup();

 private:
  static constexpr std::size_t kUnparked = SIZE_MAX;

  struct Group {
    const DiversityKey* key;
    RankedWalk walk;
  };
  // Where everything stands that may come next.
  struct Walks {
    int bucket = -1;  // the open one; -1 behind the last
    BucketWalk unparked;
    std::vector<Group> groups;     // that are not left aside
    std::size_t from = kUnparked;  // of the current candidate: kUnparked, or a position in groups
  };

  // Opens the highest bucket at or below `bucket` that has candidates which are not parked.
  void OpenBucket(int bucket);
  void OpenWalks();
  // Finds the current candidate.
  void Settle();

  const Context* context_ = nullptr;
  const SliceCells* cells_ = nullptr;
  Ranked current_;
  bool done_ = true;
  std::unique_ptr<Walks> walks_;  // null while the first candidate of a plain slice is current
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SLICE_CURSOR_H_
