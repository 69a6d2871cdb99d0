// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/slice_cursor.h"

#include <algorithm>

#include "absl/types/span.h"
#include "server/selection/score_buckets.h"

namespace winnow::selection {

SliceCursor::SliceCursor(const CellIndex& index, SliceNo slice, const CandidateOrder& order)
    : index_(&index),
      slice_(slice),
      order_(order),
      bucket_(index.Cells(slice).HighestAtOrBelow(kScoreBuckets - 1)) {
  OpenBucket();
  Settle();
}

void SliceCursor::Append(CandidateNo no, std::vector<Ranked>& heap) const {
  const Member& member = index_->At(no);
  heap.push_back({member.score, member.id_hash, no});
}

void SliceCursor::MakeHeap(std::vector<Ranked>& heap) const {
  std::make_heap(heap.begin(), heap.end(),
                 [this](const Ranked& a, const Ranked& b) { return order_.Before(b, a); });
}

void SliceCursor::PopHeap(std::vector<Ranked>& heap) const {
  std::pop_heap(heap.begin(), heap.end(),
                [this](const Ranked& a, const Ranked& b) { return order_.Before(b, a); });
  heap.pop_back();
}

void SliceCursor::OpenBucket() {
  if (bucket_ < 0) return;
  const Bucket& bucket = index_->Cells(slice_).At(bucket_);
  next_part_ = 0;
  for (std::size_t part = 0; part < bucket.PartCount(); ++part) {
    for (CandidateNo no : bucket.PartOthers(part)) Append(no, others_);
  }
  MakeHeap(others_);
}

void SliceCursor::LoadPart() {
  const Bucket& bucket = index_->Cells(slice_).At(bucket_);
  const absl::Span<const CandidateNo> members = bucket.PartMembers(next_part_);
  for (CandidateNo no : members.subspan(bucket.PartOthers(next_part_).size())) {
    Append(no, pivots_);
  }
  ++next_part_;
}

// Makes the front of one of the heaps the next candidate in order.
void SliceCursor::Settle() {
  while (bucket_ >= 0) {
    const Bucket& bucket = index_->Cells(slice_).At(bucket_);
    // Parts rise with the hash, as ties do: the next part is not needed before this one is used up.
    while (pivots_.empty() && next_part_ < bucket.PartCount() &&
           (others_.empty() || others_.front().score < bucket.Pivot())) {
      do {
        LoadPart();
      } while (order_.ties_by_id() && next_part_ < bucket.PartCount());
      MakeHeap(pivots_);
    }
    if (!pivots_.empty() || !others_.empty()) break;
    bucket_ = index_->Cells(slice_).HighestAtOrBelow(bucket_ - 1);
    OpenBucket();
  }
  on_pivots_ =
      !pivots_.empty() && (others_.empty() || order_.Before(pivots_.front(), others_.front()));
}

void SliceCursor::Advance() {
  PopHeap(on_pivots_ ? pivots_ : others_);
  Settle();
}

}  // namespace winnow::selection
