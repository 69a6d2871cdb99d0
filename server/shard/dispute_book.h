// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// DisputeBook: the candidates of a queue whose labels disagree and of whom nobody has decided. The
// rows are those of adjudications without a decision.
#ifndef WINNOW_SERVER_SHARD_DISPUTE_BOOK_H_
#define WINNOW_SERVER_SHARD_DISPUTE_BOOK_H_

#include <cstddef>
#include <cstdint>

#include "absl/container/btree_map.h"
#include "server/selection/types.h"

namespace winnow::shard {

// A set of candidates, whose functions are named as those of a set. Not thread-safe.
class DisputeBook {
 public:
  // Tells a dispute from earlier and later ones of the same candidate while the process lives.
  using Number = uint64_t;

  void insert(selection::CandidateNo no) { numbers_[no] = ++last_; }
  void erase(selection::CandidateNo no) { numbers_.erase(no); }
  bool contains(selection::CandidateNo no) const { return numbers_.contains(no); }
  size_t size() const { return numbers_.size(); }
  // 0 where there is none.
  Number NumberOf(selection::CandidateNo no) const {
    const auto it = numbers_.find(no);
    return it == numbers_.end() ? 0 : it->second;
  }
  // By arrival.
  const absl::btree_map<selection::CandidateNo, Number>& numbers() const { return numbers_; }

 private:
  absl::btree_map<selection::CandidateNo, Number> numbers_;
  Number last_ = 0;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_DISPUTE_BOOK_H_
