// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_CELL_INDEX_H_
#define WINNOW_SERVER_SELECTION_CELL_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "server/selection/member.h"
#include "server/selection/parked_groups.h"
#include "server/selection/policy.h"
#include "server/selection/score_buckets.h"
#include "server/selection/slice_cells.h"
#include "server/selection/types.h"

namespace winnow::selection {

// The candidates of a frame by slice, score bucket and static id hash (S11): what a draw reads.
//
// Insert, Erase, Rescore and Park are O(1), but for the logarithm of a bucket of thousands. What
// can be read without looking at the order inside a part of a bucket is a function of the set of
// (number, slice, score, hash), not of the history, and a draw looks no further.
//
// Numbers of candidates and slices are dense: tables are as long as the largest number seen.
// Readers may run side by side; a writer needs the index for itself.
class CellIndex {
 public:
  CellIndex(const ScoreRange& range, const ExplorationRules& exploration);

  struct Entry {
    CandidateNo no = 0;
    SliceNo slice = 0;
    Micros score = 0;
    uint64_t id_hash = 0;  // StaticIdHash of the candidate's id
    // A known zero (S5.4): counts only where the policy keeps these apart.
    bool known_zero = false;
  };

  // False, and nothing changes, if `entry.no` is there already.
  bool Insert(const Entry& entry);

  // False, and nothing changes, if `no` is not there.
  bool Erase(CandidateNo no);
  bool Rescore(CandidateNo no, Micros score, bool known_zero = false);

  // Parks a candidate under a key (S6.4) until it is erased, or its score changes. False, and
  // nothing changes, if it is not there, is parked, or its slice has too many groups.
  bool Park(CandidateNo no, const DiversityKey& key);

  bool Contains(CandidateNo no) const;
  // Fetches what Contains and Rescore read of a candidate first into the cache.
  void Prefetch(CandidateNo no) const {
    if (no < members_.size()) __builtin_prefetch(&members_[no]);
  }

  // Slice, score and hash of a candidate that the index contains.
  const Member& At(CandidateNo no) const { return members_[no]; }

  // The bucket of a candidate that the index contains.
  int BucketOf(const Member& member) const { return PlaceOf(member).bucket; }

  // The buckets of a slice; those of a slice that was never seen are empty.
  const SliceCells& Cells(SliceNo slice) const;

  std::size_t TotalCount() const { return total_; }

  const ScoreBuckets& buckets() const { return buckets_; }

  // Bytes held, ids and signals not included.
  std::size_t MemoryBytes() const;

 private:
  SliceCells::Place PlaceOf(const Member& member) const;

  ScoreBuckets buckets_;
  MemberTable members_;
  std::vector<SliceCells> slices_;
  std::size_t total_ = 0;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_CELL_INDEX_H_
