// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SLICE_CELLS_H_
#define WINNOW_SERVER_SELECTION_SLICE_CELLS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "server/selection/bucket.h"
#include "server/selection/score_buckets.h"

namespace winnow::selection {

// The score buckets of one slice (S11): a bitmap of those with members, and these alone in memory,
// in rising order. Keeps the member count and sums over the members. Not thread-safe.
class SliceCells {
 public:
  std::size_t count() const { return count_; }

  // Sum over the members of the size measure of their bucket, in micro-units.
  uint64_t size_sum() const { return size_sum_; }

  // Sums over the members of the number of their bucket, and of its square.
  uint64_t bucket_sum() const { return bucket_sum_; }
  uint64_t bucket_squares() const { return bucket_squares_; }

  // The highest bucket with members at or below `bucket`; -1 if there is none.
  int HighestAtOrBelow(int bucket) const;

  // `bucket` has members.
  const Bucket& At(int bucket) const { return buckets_[Rank(bucket)]; }

  // The buckets with members, rising.
  void ForEachBucket(absl::FunctionRef<void(int, const Bucket&)> visit) const;

  // As Bucket::Insert and Bucket::Erase; `size` is the size measure of one member of `bucket`.
  struct Place {
    int bucket = 0;
    uint64_t size = 0;
  };
  void Insert(CandidateNo no, const Place& place, MemberTable& table);
  void Erase(CandidateNo no, const Place& place, MemberTable& table);

  std::size_t MemoryBytes() const;

 private:
  bool Has(int bucket) const;
  // Number of buckets with members below `bucket`.
  std::size_t Rank(int bucket) const;

  std::array<uint64_t, kScoreBuckets / 64> bitmap_ = {};
  std::vector<Bucket> buckets_;
  std::size_t count_ = 0;
  uint64_t size_sum_ = 0;
  uint64_t bucket_sum_ = 0;
  uint64_t bucket_squares_ = 0;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SLICE_CELLS_H_
