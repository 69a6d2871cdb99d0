// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/bucket_walk.h"

#include <algorithm>

namespace winnow::selection {

BucketWalk::BucketWalk(const CellIndex& index, const Bucket& bucket, const CandidateOrder& order)
    : index_(&index), order_(&order) {
  if (bucket.IsSplit()) {
    sorted_ = RankedWalk(bucket.Sorted(), order);
    if (!sorted_.Done()) bucket_ = &bucket;
  } else if (!bucket.Unsorted().empty()) {
    bucket_ = &bucket;
    current_ = Best(bucket.Unsorted());
  }
}

Ranked BucketWalk::RankedOf(const Placed& placed) const {
  return {index_->At(placed.no).score, placed.id_hash, placed.no};
}

bool BucketWalk::BreaksTie(const Placed& a, const Placed& b) const {
  const bool by_hash = index_->buckets().IsExact(a.score_key) && !order_->ties_by_id();
  if (by_hash && a.id_hash != b.id_hash) return a.id_hash < b.id_hash;
  return order_->Before(RankedOf(a), RankedOf(b));
}

Ranked BucketWalk::Best(absl::Span<const Placed> members) const {
  const Placed* best = &members.front();
  for (const Placed& placed : members.subspan(1)) {
    if (placed.score_key < best->score_key) continue;
    if (placed.score_key > best->score_key || BreaksTie(placed, *best)) best = &placed;
  }
  return RankedOf(*best);
}

void BucketWalk::MakeHeap() {
  const absl::Span<const Placed> members = bucket_->Unsorted();
  heap_.reserve(members.size());
  for (const Placed& placed : members) {
    if (placed.no != current_.no) heap_.push_back(RankedOf(placed));
  }
  std::make_heap(heap_.begin(), heap_.end(),
                 [this](const Ranked& a, const Ranked& b) { return order_->Before(b, a); });
  has_heap_ = true;
}

void BucketWalk::Advance() {
  if (bucket_->IsSplit()) {
    sorted_.Advance();
    if (sorted_.Done()) bucket_ = nullptr;
    return;
  }
  if (!has_heap_) MakeHeap();
  if (heap_.empty()) {
    bucket_ = nullptr;
    return;
  }
  std::pop_heap(heap_.begin(), heap_.end(),
                [this](const Ranked& a, const Ranked& b) { return order_->Before(b, a); });
  current_ = heap_.back();
  heap_.pop_back();
}

}  // namespace winnow::selection
