// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/bucket_walk.h"

#include <algorithm>

namespace winnow::selection {

namespace {

Ranked RankedIn(const CellIndex& index, const Placed& placed) {
  return {index.At(placed.no).score, placed.id_hash, placed.no};
}

// CandidateOrder on members of one bucket, most of the time without a look at their scores.
struct PlacedOrder {
  const CellIndex& index;
  const CandidateOrder& order;

  bool Before(const Placed& a, const Placed& b) const {
    if (a.score_key != b.score_key) return a.score_key > b.score_key;
    // Equal keys of exact scores are equal scores.
    if (index.buckets().IsExact(a.score_key) && !order.ties_by_id() && a.id_hash != b.id_hash)
      return a.id_hash < b.id_hash;
    return order.Before(RankedIn(index, a), RankedIn(index, b));
  }
  // The order of a heap with the first member in front.
  bool operator()(const Placed& a, const Placed& b) const { return Before(b, a); }
};

}  // namespace

BucketWalk::BucketWalk(const CellIndex& index, const CandidateOrder& order, const Bucket& bucket)
    : index_(&index), order_(&order) {
  if (bucket.Sorted() != nullptr) {
    sorted_ = RankedWalk(*bucket.Sorted(), order);
    if (!sorted_.Done()) bucket_ = &bucket;
  } else if (!bucket.Unsorted().empty()) {
    bucket_ = &bucket;
    current_ = RankedOf(*Best(index, order, bucket.Unsorted()));
  }
}

Ranked BucketWalk::RankedOf(const Placed& placed) const { return RankedIn(*index_, placed); }

const Placed* BucketWalk::Best(const CellIndex& index, const CandidateOrder& order,
                               absl::Span<const Placed> members) {
  const PlacedOrder placed_order{index, order};
  const Placed* best = &members.front();
  for (const Placed& placed : members.subspan(1)) {
    if (placed.score_key < best->score_key) continue;
    if (placed_order.Before(placed, *best)) best = &placed;
  }
  return best;
}

void BucketWalk::MakeHeap() {
  const absl::Span<const Placed> members = bucket_->Unsorted();
  heap_.reserve(members.size());
  for (const Placed& placed : members) {
    if (placed.no != current_.no) heap_.push_back(placed);
  }
  std::make_heap(heap_.begin(), heap_.end(), PlacedOrder{*index_, *order_});
  has_heap_ = true;
}

void BucketWalk::Advance() {
  if (bucket_->Sorted() != nullptr) {
    sorted_.Advance();
    if (sorted_.Done()) bucket_ = nullptr;
    return;
  }
  if (!has_heap_) MakeHeap();
  if (heap_.empty()) {
    bucket_ = nullptr;
    return;
  }
  std::pop_heap(heap_.begin(), heap_.end(), PlacedOrder{*index_, *order_});
  current_ = RankedOf(heap_.back());
  heap_.pop_back();
}

}  // namespace winnow::selection
