// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_CANDIDATE_ORDER_H_
#define WINNOW_SERVER_SELECTION_CANDIDATE_ORDER_H_

#include <cstdint>

#include "server/selection/candidate_view.h"
#include "server/selection/ranked.h"

namespace winnow::selection {

// The total order of EXPLOIT and FILL (S5.1): descending by score; equal scores by rising static id
// hash, or, where the policy says so, by falling id. Independent of candidate numbers.
class CandidateOrder {
 public:
  // `view` outlives the order.
  CandidateOrder(const CandidateView& view, bool ties_by_id)
      : view_(&view), ties_by_id_(ties_by_id) {}

  bool ties_by_id() const { return ties_by_id_; }
  const CandidateView& view() const { return *view_; }

  // Whether `a` comes before `b`.
  bool Before(const Ranked& a, const Ranked& b) const {
    if (a.score != b.score) return a.score > b.score;
    if (!ties_by_id_ && a.id_hash != b.id_hash) return a.id_hash < b.id_hash;
    return view_->Id(a.no) > view_->Id(b.no);
  }

 private:
  const CandidateView* view_;
  bool ties_by_id_;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_CANDIDATE_ORDER_H_
