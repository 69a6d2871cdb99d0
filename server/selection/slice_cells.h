// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SLICE_CELLS_H_
#define WINNOW_SERVER_SELECTION_SLICE_CELLS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/functional/function_ref.h"
#include "server/selection/bucket.h"
#include "server/selection/member.h"
#include "server/selection/parked_groups.h"
#include "server/selection/score_buckets.h"

namespace winnow::selection {

// The score buckets of one slice (S11): a bitmap of those with members, and these alone in memory,
// in rising order. Keeps the member count and sums over the members. Not thread-safe.
class SliceCells {
 public:
  static constexpr int kRunBuckets = 16;
  static constexpr int kRuns = kScoreBuckets / kRunBuckets;

  std::size_t count() const { return count_; }

  // Sum over the members of the size measure of their bucket, in micro-units; of all of them, and
  // of those of the buckets [kRunBuckets run, kRunBuckets (run + 1)).
  uint64_t size_sum() const { return size_sum_; }
  uint64_t run_size_sum(int run) const { return run_sizes_[static_cast<std::size_t>(run)]; }

  // Sums over the members of the number of their bucket, and of its square.
  uint64_t bucket_sum() const { return bucket_sum_; }
  uint64_t bucket_squares() const { return bucket_squares_; }

  bool Has(int bucket) const;
  // The highest bucket with members at or below `bucket`; -1 if there is none.
  int HighestAtOrBelow(int bucket) const;
  // `bucket` has members.
  const Bucket& At(int bucket) const { return buckets_[Rank(bucket)]; }
  // The highest bucket with members; nullptr if there is none.
  const Bucket* Top() const { return buckets_.empty() ? nullptr : &buckets_.back(); }

  // The buckets with members among those of a run, rising, until `visit` returns false; whether it
  // never did.
  bool ForEachOfRun(int run, absl::FunctionRef<bool(int, const Bucket&)> visit) const;
  // The same over all runs.
  void ForEachBucket(absl::FunctionRef<void(int, const Bucket&)> visit) const;

  // The parked members; nullptr if there are none.
  const ParkedGroups* parked() const { return parked_.get(); }

 private:
  friend class CellIndex;

  // Changes, made by the index. `size` is the size measure of one member of `bucket`.
  struct Place {
    int bucket = 0;
    uint64_t size = 0;
  };
  void Insert(const Placed& placed, const Place& place, MemberTable& table);
  void Erase(CandidateNo no, const Place& place, MemberTable& table);
  // False if `no` is parked already, or there are too many groups.
  bool Park(CandidateNo no, const Place& place, const DiversityKey& key, MemberTable& table);
  void Count(const Place& place, uint64_t sign);
  // Marks a bucket as one with members, or as one without.
  void Mark(int bucket, bool has_members);

  std::size_t MemoryBytes() const;
  // Number of buckets with members below `bucket`.
  std::size_t Rank(int bucket) const;

  std::array<uint64_t, kScoreBuckets / 64> bitmap_ = {};
  std::array<uint16_t, kScoreBuckets / 64> ranks_ = {};  // of the first bucket of each word
  std::vector<Bucket> buckets_;
  std::size_t count_ = 0;
  uint64_t size_sum_ = 0;
  uint64_t bucket_sum_ = 0;
  uint64_t bucket_squares_ = 0;
  std::array<uint64_t, kRuns> run_sizes_ = {};
  std::unique_ptr<ParkedGroups> parked_;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SLICE_CELLS_H_
