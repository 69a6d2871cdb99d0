// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_BUCKET_H_
#define WINNOW_SERVER_SELECTION_BUCKET_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "server/selection/member.h"
#include "server/selection/ranked.h"
#include "server/selection/types.h"

namespace winnow::selection {

// A bucket with more members than this is split into sub-cells.
inline constexpr std::size_t kLargestCell = 4096;

// The members of one score bucket of one slice (S11), read in two ways.
//
// By cell, for random draws: the sub-cells are named by the leading `CellDepth()` bits of the
// static id hash, a function of the member count alone. What is behind them is free to lag: parts,
// finer than the cells or equal, change their number only after the count has doubled or halved.
//
// By rank, for the best scored: a bucket that is not split is small, and its readers sort what they
// need; a split one keeps its members in order. Parked members (S6.4) stay in their cells and are
// left out of both.
//
// Insert, Erase and Park are O(1), amortized and but for the logarithm of a split bucket. Not
// thread-safe. The order within a part depends on the history: readers must not.
class Bucket {
 public:
  std::size_t size() const { return split_ == nullptr ? flat_.size() : split_->size; }

  // `table[placed.no]` holds score and hash; its position, and those of members that move, are
  // written. The member is not in the bucket.
  void Insert(const Placed& placed, MemberTable& table);

  // `no` is in the bucket, and `table[no]` has been left alone since.
  void Erase(CandidateNo no, MemberTable& table);

  // Leaves `no`, a member, out of the order of ranks until it is erased. Once per member.
  void Park(CandidateNo no, MemberTable& table);

  // 0 while size() <= kLargestCell, else the smallest depth at which the mean cell is no larger.
  int CellDepth() const;
  std::size_t CellOf(uint64_t id_hash) const { return PartOf(id_hash, CellDepth()); }

  // Parts are in rising order of the hash. Those of cell c are c * PartsPerCell() and following.
  std::size_t PartCount() const { return split_ == nullptr ? 1 : split_->parts.size(); }
  std::size_t PartsPerCell() const { return PartCount() >> CellDepth(); }
  absl::Span<const Placed> PartMembers(std::size_t part) const {
    if (split_ == nullptr) return flat_;
    return split_->parts[part];
  }

  // The members that are not parked: of a split bucket in order, nullptr for another one; of that
  // in any order.
  const RankedSet* Sorted() const { return split_ == nullptr ? nullptr : &split_->sorted; }
  absl::Span<const Placed> Unsorted() const {
    return absl::MakeConstSpan(flat_).first(flat_.size() - parked_);
  }

  std::size_t MemoryBytes() const;

 private:
  using Part = std::vector<Placed>;
  struct Split {
    std::vector<Part> parts;  // 2^depth
    std::size_t size = 0;
    int depth = 0;
    RankedSet sorted;
  };

  static std::size_t PartOf(uint64_t id_hash, int depth) {
    return depth == 0 ? 0 : static_cast<std::size_t>(id_hash >> (64 - depth));
  }
  void EraseFlat(std::size_t hole, MemberTable& table);
  void BecomeSplit(MemberTable& table);
  void BecomeFlat(MemberTable& table);
  static void Place(const Placed& placed, Split& split, MemberTable& table);
  static void ChangeDepth(int depth, Split& split, MemberTable& table);

  // Small enough to sit in a vector of buckets. The last `parked_` members are parked.
  absl::InlinedVector<Placed, 1> flat_;
  uint32_t parked_ = 0;
  std::unique_ptr<Split> split_;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_BUCKET_H_
