// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/bucket.h"

#include <utility>

namespace winnow::selection {
namespace {

// The score that more than half of `members` have, if there is one (Boyer and Moore's vote). The
// choice decides how fast reads are, never what they see.
Micros Majority(absl::Span<const CandidateNo> members, const MemberTable& table) {
  Micros leader = 0;
  std::size_t lead = 0;
  for (CandidateNo no : members) {
    const Micros score = table[no].score;
    if (lead == 0) leader = score;
    lead = score == leader ? lead + 1 : lead - 1;
  }
  return leader;
}

}  // namespace

std::size_t Bucket::size() const { return split_ == nullptr ? flat_.size() : split_->size; }

int Bucket::CellDepth() const {
  int depth = 0;
  while (size() > kLargestCell << depth) ++depth;
  return depth;
}

absl::Span<const CandidateNo> Bucket::PartMembers(std::size_t part) const {
  if (split_ == nullptr) return flat_;
  return split_->parts[part].members;
}

absl::Span<const CandidateNo> Bucket::PartOthers(std::size_t part) const {
  if (split_ == nullptr) return flat_;
  return PartMembers(part).first(split_->parts[part].others);
}

std::size_t Bucket::PartOf(uint64_t id_hash, int depth) {
  return depth == 0 ? 0 : static_cast<std::size_t>(id_hash >> (64 - depth));
}

void Bucket::Insert(CandidateNo no, MemberTable& table) {
  if (split_ == nullptr && flat_.size() < kLargestCell) {
    table[no].position = static_cast<uint32_t>(flat_.size());
    flat_.push_back(no);
    return;
  }
  if (split_ == nullptr) {
    Resplit(1, table);
  } else if (split_->size == kLargestCell << split_->depth) {
    Resplit(split_->depth + 1, table);
  }
  InsertIntoSplit(no, *split_, table);
}

void Bucket::InsertIntoSplit(CandidateNo no, Split& split, MemberTable& table) {
  Part& part = split.parts[PartOf(table[no].id_hash, split.depth)];
  table[no].position = static_cast<uint32_t>(part.members.size());
  part.members.push_back(no);
  ++split.size;
  if (table[no].score == split.pivot) return;
  const CandidateNo displaced = part.members[part.others];
  std::swap(part.members[part.others], part.members[table[no].position]);
  std::swap(table[displaced].position, table[no].position);
  ++part.others;
}

void Bucket::Erase(CandidateNo no, MemberTable& table) {
  const auto move_last_to = [&](auto& members, std::size_t hole, std::size_t last) {
    members[hole] = members[last];
    table[members[hole]].position = static_cast<uint32_t>(hole);
  };
  std::size_t hole = table[no].position;
  if (split_ == nullptr) {
    move_last_to(flat_, hole, flat_.size() - 1);
    flat_.pop_back();
  } else {
    Part& part = split_->parts[PartOf(table[no].id_hash, split_->depth)];
    if (hole < part.others) {
      --part.others;
      move_last_to(part.members, hole, part.others);
      hole = part.others;
    }
    move_last_to(part.members, hole, part.members.size() - 1);
    part.members.pop_back();
    --split_->size;
    // Half of what made it grow to this depth: the next growth or shrinking is far away.
    if (split_->size <= (kLargestCell << split_->depth) / 4) Resplit(split_->depth - 1, table);
  }
  table[no].position = Member::kAbsent;
}

std::vector<CandidateNo> Bucket::TakeAll() {
  std::vector<CandidateNo> all(flat_.begin(), flat_.end());
  flat_ = {};
  if (split_ != nullptr) {
    all.reserve(split_->size);
    for (const Part& part : split_->parts) {
      all.insert(all.end(), part.members.begin(), part.members.end());
    }
    split_ = nullptr;
  }
  return all;
}

void Bucket::Resplit(int depth, MemberTable& table) {
  const std::vector<CandidateNo> all = TakeAll();
  if (depth > 0) {
    split_ = std::make_unique<Split>();
    split_->parts.resize(std::size_t{1} << depth);
    split_->depth = depth;
    split_->pivot = Majority(all, table);
    for (CandidateNo no : all) InsertIntoSplit(no, *split_, table);
    return;
  }
  flat_.reserve(all.size());
  for (CandidateNo no : all) {
    table[no].position = static_cast<uint32_t>(flat_.size());
    flat_.push_back(no);
  }
}

std::size_t Bucket::MemoryBytes() const {
  std::size_t bytes = sizeof(*this);
  if (flat_.capacity() > 4) bytes += flat_.capacity() * sizeof(CandidateNo);
  if (split_ != nullptr) {
    bytes += sizeof(Split) + split_->parts.capacity() * sizeof(Part);
    for (const Part& part : split_->parts) bytes += part.members.capacity() * sizeof(CandidateNo);
  }
  return bytes;
}

}  // namespace winnow::selection
