// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_BUCKET_H_
#define WINNOW_SERVER_SELECTION_BUCKET_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "server/selection/types.h"

namespace winnow::selection {

// What the index keeps of a candidate. `position` is its back-pointer into its bucket.
struct Member {
  static constexpr uint32_t kAbsent = UINT32_MAX;

  Micros score = 0;
  uint64_t id_hash = 0;
  SliceNo slice = 0;
  uint32_t position = kAbsent;
};

// Members by CandidateNo.
using MemberTable = std::vector<Member>;

// A bucket with more members than this is split into sub-cells.
inline constexpr std::size_t kLargestCell = 4096;

// The members of one score bucket of one slice (S11). Its cells are the sub-cells named by the
// leading `CellDepth()` bits of the static id hash, a function of the member count alone; what is
// behind them is free to lag: parts, finer than the cells or equal, change their number only after
// the count has doubled or halved, so that insert and erase are O(1), amortized for split buckets.
//
// Most of a large bucket has one score, the pivot; members of another one ("others") come first in
// each part, so that a reader who wants the order of scores scans the others alone.
//
// Not thread-safe. The order within a part depends on the history: readers must not.
class Bucket {
 public:
  std::size_t size() const;

  // `table[no]` holds score and hash of `no`; its position, and those of members that move, are
  // written. `no` is not in the bucket.
  void Insert(CandidateNo no, MemberTable& table);

  // `no` is in the bucket, and `table[no]` has been left alone since.
  void Erase(CandidateNo no, MemberTable& table);

  // 0 while size() <= kLargestCell, else the smallest depth at which the mean cell is no larger.
  int CellDepth() const;

  std::size_t CellOf(uint64_t id_hash) const { return PartOf(id_hash, CellDepth()); }

  // Parts are in rising order of the hash. Those of cell c are c * PartsPerCell() and following.
  std::size_t PartCount() const { return split_ == nullptr ? 1 : split_->parts.size(); }
  std::size_t PartsPerCell() const { return PartCount() >> CellDepth(); }
  absl::Span<const CandidateNo> PartMembers(std::size_t part) const;

  // The leading members of a part that may have another score than Pivot().
  absl::Span<const CandidateNo> PartOthers(std::size_t part) const;

  // The score of all members of a part behind its others. A bucket that is not split has no pivot:
  // all its members are others.
  Micros Pivot() const { return split_ == nullptr ? 0 : split_->pivot; }

  std::size_t MemoryBytes() const;

 private:
  struct Part {
    std::vector<CandidateNo> members;
    uint32_t others = 0;
  };
  struct Split {
    std::vector<Part> parts;  // 2^depth
    std::size_t size = 0;
    int depth = 0;
    Micros pivot = 0;
  };

  static std::size_t PartOf(uint64_t id_hash, int depth);
  static void InsertIntoSplit(CandidateNo no, Split& split, MemberTable& table);
  void Resplit(int depth, MemberTable& table);
  std::vector<CandidateNo> TakeAll();

  // Small enough to sit in a vector of buckets: most buckets have a few members.
  absl::InlinedVector<CandidateNo, 4> flat_;
  std::unique_ptr<Split> split_;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_BUCKET_H_
