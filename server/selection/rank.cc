// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/rank.h"

#include "server/selection/bucket.h"

namespace winnow::selection {
namespace {

// The members of `bucket` that come before `subject`.
uint64_t CountBefore(const CellIndex& index, const Bucket& bucket, const CandidateOrder& order,
                     const Ranked& subject) {
  uint64_t before = 0;
  for (std::size_t part = 0; part < bucket.PartCount(); ++part) {
    for (const Placed& placed : bucket.PartMembers(part)) {
      if (placed.no == subject.no) continue;
      const Ranked member = {index.At(placed.no).score, placed.id_hash, placed.no};
      before += order.Before(member, subject) ? 1 : 0;
    }
  }
  return before;
}

}  // namespace

Rank RankOf(const CellIndex& index, const CandidateOrder& order, const RankQuery& query) {
  uint64_t before = 0;
  uint64_t undecided = 0;
  uint64_t scan = query.scan;
  for (const RankedSlice& ranked : query.slices) {
    // Compared within the slice, where no term is added.
    Ranked subject = query.subject;
    subject.score = Saturate(Int128{subject.score} - ranked.slice_term);
    const int own = index.buckets().Of(subject.score);
    index.Cells(ranked.slice).ForEachBucket([&](int number, const Bucket& bucket) {
      if (number < own) return;
      if (number > own) {
        before += bucket.size();
      } else if (bucket.size() <= scan) {
        scan -= bucket.size();
        before += CountBefore(index, bucket, order, subject);
      } else {
        const bool is_in = index.Contains(subject.no) && index.At(subject.no).slice == ranked.slice;
        undecided += bucket.size() - (is_in ? 1 : 0);
      }
    });
  }
  return {before + 1, before + undecided + 1};
}

}  // namespace winnow::selection
