// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/bucket.h"

#include <algorithm>
#include <utility>

namespace winnow::selection {
namespace {

Ranked RankedOf(CandidateNo no, const MemberTable& table) {
  return {table[no].score, table[no].id_hash, no};
}

// Puts `placed` where it stands from now on.
void SetAt(Placed* members, std::size_t position, const Placed& placed, MemberTable& table) {
  members[position] = placed;
  table[placed.no].position = static_cast<uint32_t>(position);
}

}  // namespace

int Bucket::CellDepth() const {
  int depth = 0;
  while (size() > kLargestCell << depth) ++depth;
  return depth;
}

void Bucket::Insert(const Placed& placed, MemberTable& table) {
  if (split_ == nullptr && flat_.size() == kLargestCell) BecomeSplit(table);
  if (split_ != nullptr) {
    Split& split = *split_;
    if (split.size == kLargestCell << split.depth) ChangeDepth(split.depth + 1, split, table);
    Place(placed, split, table);
    ++split.size;
    split.sorted.insert(RankedOf(placed.no, table));
    return;
  }
  flat_.push_back(placed);
  const std::size_t border = flat_.size() - 1 - parked_;
  if (parked_ > 0) SetAt(flat_.data(), flat_.size() - 1, flat_[border], table);
  SetAt(flat_.data(), border, placed, table);
}

void Bucket::Place(const Placed& placed, Split& split, MemberTable& table) {
  Part& part = split.parts[PartOf(placed.id_hash, split.depth)];
  table[placed.no].position = static_cast<uint32_t>(part.size());
  part.push_back(placed);
}

void Bucket::Erase(CandidateNo no, MemberTable& table) {
  const std::size_t hole = table[no].position;
  if (split_ == nullptr) {
    EraseFlat(hole, table);
  } else {
    Split& split = *split_;
    Part& part = split.parts[PartOf(table[no].id_hash, split.depth)];
    SetAt(part.data(), hole, part.back(), table);
    part.pop_back();
    --split.size;
    split.sorted.erase(RankedOf(no, table));
  }
  table[no].position = Member::kAbsent;
  if (split_ == nullptr) return;
  // Half of what made it grow to this depth: the next growth or shrinking is far away.
  if (split_->size > (kLargestCell << split_->depth) / 4) return;
  if (split_->depth > 1) {
    ChangeDepth(split_->depth - 1, *split_, table);
  } else {
    BecomeFlat(table);
  }
}

void Bucket::EraseFlat(std::size_t hole, MemberTable& table) {
  const std::size_t border = flat_.size() - parked_;  // first parked member
  if (hole < border) {
    SetAt(flat_.data(), hole, flat_[border - 1], table);
    hole = border - 1;
  } else {
    --parked_;
  }
  if (hole + 1 < flat_.size()) SetAt(flat_.data(), hole, flat_.back(), table);
  flat_.pop_back();
}

void Bucket::Park(CandidateNo no, MemberTable& table) {
  if (split_ != nullptr) {
    split_->sorted.erase(RankedOf(no, table));
    return;
  }
  const std::size_t last = flat_.size() - parked_ - 1;
  const std::size_t from = table[no].position;
  const Placed parked = flat_[from];
  SetAt(flat_.data(), from, flat_[last], table);
  SetAt(flat_.data(), last, parked, table);
  ++parked_;
}

void Bucket::BecomeSplit(MemberTable& table) {
  split_ = std::make_unique<Split>();
  split_->depth = 1;
  split_->parts.resize(2);
  split_->size = flat_.size();
  std::vector<Ranked> ranks;
  for (const Placed& placed : Unsorted()) ranks.push_back(RankedOf(placed.no, table));
  std::sort(ranks.begin(), ranks.end(), BestFirst());
  split_->sorted.insert(ranks.begin(), ranks.end());
  for (const Placed& placed : flat_) Place(placed, *split_, table);
  flat_ = {};
  parked_ = 0;
}

void Bucket::BecomeFlat(MemberTable& table) {
  const std::unique_ptr<Split> split = std::move(split_);
  flat_.reserve(split->size);
  const auto take = [&](bool parked) {
    for (const Part& part : split->parts) {
      for (const Placed& placed : part) {
        if (split->sorted.contains(RankedOf(placed.no, table)) == parked) continue;
        flat_.push_back(placed);
        table[placed.no].position = static_cast<uint32_t>(flat_.size() - 1);
      }
    }
  };
  take(/*parked=*/false);
  parked_ = static_cast<uint32_t>(split->size - flat_.size());
  take(/*parked=*/true);
}

void Bucket::ChangeDepth(int depth, Split& split, MemberTable& table) {
  const std::vector<Part> before = std::exchange(split.parts, {});
  split.depth = depth;
  split.parts.resize(std::size_t{1} << depth);
  for (const Part& part : before) {
    for (const Placed& placed : part) Place(placed, split, table);
  }
}

std::size_t Bucket::MemoryBytes() const {
  std::size_t bytes = sizeof(*this);
  if (flat_.capacity() > 1) bytes += flat_.capacity() * sizeof(Placed);
  if (split_ != nullptr) {
    // The nodes of the ordered set are about three quarters full.
    bytes += sizeof(Split) + split_->parts.capacity() * sizeof(Part) +
             split_->sorted.size() * sizeof(Ranked) * 4 / 3;
    for (const Part& part : split_->parts) bytes += part.capacity() * sizeof(Placed);
  }
  return bytes;
}

}  // namespace winnow::selection
