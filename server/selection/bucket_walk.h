// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_BUCKET_WALK_H_
#define WINNOW_SERVER_SELECTION_BUCKET_WALK_H_

#include <vector>

#include "absl/types/span.h"
#include "server/selection/bucket.h"
#include "server/selection/candidate_order.h"
#include "server/selection/cell_index.h"
#include "server/selection/ranked_walk.h"

namespace winnow::selection {

// Walks the members of one bucket that are not parked, in CandidateOrder. The first one costs a
// scan of a small bucket at most, and the second an ordering of it. Index and order outlive the
// walk and do not change. Not thread-safe.
class BucketWalk {
 public:
  BucketWalk() = default;
  BucketWalk(const CellIndex& index, const CandidateOrder& order, const Bucket& bucket);

  // The first of `members`, which are of one bucket and at least one.
  static const Placed* Best(const CellIndex& index, const CandidateOrder& order,
                            absl::Span<const Placed> members);

  bool Done() const { return bucket_ == nullptr; }
  // Not Done().
  const Ranked& Current() const {
    return bucket_->Sorted() != nullptr ? sorted_.Current() : current_;
  }
  void Advance();

 private:
  Ranked RankedOf(const Placed& placed) const;
  void MakeHeap();

  const CellIndex* index_ = nullptr;
  const Bucket* bucket_ = nullptr;  // null when done
  const CandidateOrder* order_ = nullptr;
  RankedWalk sorted_;  // of a split bucket
  // Of another one: the current member, and, once that is passed, a heap of the others.
  Ranked current_;
  bool has_heap_ = false;
  std::vector<Placed> heap_;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_BUCKET_WALK_H_
