// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_RANKED_WALK_H_
#define WINNOW_SERVER_SELECTION_RANKED_WALK_H_

#include <algorithm>
#include <vector>

#include "server/selection/candidate_order.h"
#include "server/selection/ranked.h"

namespace winnow::selection {

// Walks an ordered set in CandidateOrder: as the set has it, but for candidates that only their ids
// put in order. Set and order outlive the walk and do not change. Not thread-safe.
class RankedWalk {
 public:
  RankedWalk() = default;
  RankedWalk(const RankedSet& set, const CandidateOrder& order)
      : set_(&set), order_(&order), next_(set.begin()) {
    Advance();
  }

  bool Done() const { return done_; }
  // Not Done().
  const Ranked& Current() const { return current_; }

  void Advance() {
    if (ties_.empty()) ReadTies();
    done_ = ties_.empty();
    if (done_) return;
    current_ = ties_.back();
    ties_.pop_back();
  }

 private:
  // Reads the next candidate and those that tie with it, the first of them last.
  void ReadTies() {
    const auto from = next_;
    while (next_ != set_->end() && next_->score == from->score &&
           (order_->ties_by_id() || next_->id_hash == from->id_hash)) {
      ties_.push_back(*next_++);
    }
    if (ties_.size() < 2) return;
    std::sort(ties_.begin(), ties_.end(),
              [this](const Ranked& a, const Ranked& b) { return order_->Before(b, a); });
  }

  const RankedSet* set_ = nullptr;
  const CandidateOrder* order_ = nullptr;
  RankedSet::const_iterator next_;
  std::vector<Ranked> ties_;
  Ranked current_;
  bool done_ = true;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_RANKED_WALK_H_
