// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/slice_cursor.h"

#include <algorithm>

#include "server/selection/score_buckets.h"

namespace winnow::selection {
namespace {

constexpr std::size_t kLine = 64;  // bytes that memory is read in

// Fetches what opening a cursor reads, one step for all slices after the other.
void Prefetch(const CellIndex& index, absl::Span<const SliceNo> slices) {
  for (const SliceNo slice : slices) __builtin_prefetch(index.Cells(slice).Top());
  for (const SliceNo slice : slices) {
    const Bucket* top = index.Cells(slice).Top();
    if (top == nullptr || top->IsSplit()) continue;
    const absl::Span<const Placed> members = top->Unsorted();
    const auto* bytes = reinterpret_cast<const char*>(members.data());
    for (std::size_t at = 0; at < members.size() * sizeof(Placed); at += kLine) {
      __builtin_prefetch(bytes + at);
    }
  }
}

}  // namespace

void SliceCursor::Open(const CellIndex& index, const CandidateOrder& order,
                       absl::Span<const SliceNo> slices, absl::Span<SliceCursor> cursors) {
  // As many as the cache holds the top buckets of.
  constexpr std::size_t kTogether = 64;
  for (std::size_t first = 0; first < slices.size(); first += kTogether) {
    const absl::Span<const SliceNo> some = slices.subspan(first, kTogether);
    Prefetch(index, some);
    for (std::size_t i = 0; i < some.size(); ++i) {
      cursors[first + i].Start(index, order, index.Cells(some[i]));
    }
  }
}

void SliceCursor::Start(const CellIndex& index, const CandidateOrder& order,
                        const SliceCells& cells) {
  index_ = &index;
  order_ = &order;
  cells_ = &cells;
  if (cells.parked() != nullptr) {
    for (const auto& [key, members] : cells.parked()->groups()) {
      groups_.push_back({&key, RankedWalk(members, order)});
    }
  }
  OpenBucket(kScoreBuckets - 1);
  Settle();
}

void SliceCursor::OpenBucket(int bucket) {
  for (bucket_ = cells_->HighestAtOrBelow(bucket); bucket_ >= 0;
       bucket_ = cells_->HighestAtOrBelow(bucket_ - 1)) {
    bucket_walk_ = BucketWalk(*index_, cells_->At(bucket_), *order_);
    if (!bucket_walk_.Done()) return;
  }
}

void SliceCursor::Settle() {
  from_ = bucket_ >= 0 ? kUnparked : kNowhere;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (groups_[i].walk.Done()) continue;
    if (from_ == kNowhere || order_->Before(groups_[i].walk.Current(), Current())) from_ = i;
  }
}

void SliceCursor::Advance() {
  if (from_ == kUnparked) {
    bucket_walk_.Advance();
    if (bucket_walk_.Done()) OpenBucket(bucket_ - 1);
  } else {
    groups_[from_].walk.Advance();
  }
  Settle();
}

void SliceCursor::LeaveGroup() {
  groups_.erase(groups_.begin() + static_cast<std::ptrdiff_t>(from_));
  Settle();
}

}  // namespace winnow::selection
