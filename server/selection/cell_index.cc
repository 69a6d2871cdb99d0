// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/cell_index.h"

namespace winnow::selection {

CellIndex::CellIndex(const ScoreRange& range, const ExplorationRules& exploration)
    : buckets_(range, exploration) {}

SliceCells::Place CellIndex::PlaceOf(const Member& member) const {
  const bool apart = buckets_.HasKnownZeros() && member.known_zero;
  const int bucket = apart ? kKnownZeroBucket : buckets_.Of(member.score);
  return {bucket, buckets_.SizeOf(bucket)};
}

bool CellIndex::Contains(CandidateNo no) const {
  return no < members_.size() && members_[no].position != Member::kAbsent;
}

bool CellIndex::Insert(const Entry& entry) {
  if (Contains(entry.no)) return false;
  members_.Resize(std::size_t{entry.no} + 1);
  if (entry.slice >= slices_.size()) slices_.resize(std::size_t{entry.slice} + 1);
  Member& member = members_[entry.no];
  member.score = entry.score;
  member.id_hash = entry.id_hash;
  member.slice = entry.slice;
  member.known_zero = entry.known_zero;
  slices_[entry.slice].Insert({entry.id_hash, entry.no, buckets_.KeyOf(entry.score)},
                              PlaceOf(member), members_);
  ++total_;
  return true;
}

bool CellIndex::Erase(CandidateNo no) {
  if (!Contains(no)) return false;
  const Member& member = members_[no];
  slices_[member.slice].Erase(no, PlaceOf(member), members_);
  --total_;
  return true;
}

bool CellIndex::Rescore(CandidateNo no, Micros score, bool known_zero) {
  if (!Contains(no)) return false;
  const Member member = members_[no];
  if (member.score == score && member.known_zero == known_zero) return true;
  Erase(no);
  return Insert({no, member.slice, score, member.id_hash, known_zero});
}

bool CellIndex::Park(CandidateNo no, const DiversityKey& key) {
  if (!Contains(no)) return false;
  const Member& member = members_[no];
  return slices_[member.slice].Park(no, PlaceOf(member), key, members_);
}

const SliceCells& CellIndex::Cells(SliceNo slice) const {
  static const SliceCells kEmpty;
  return slice < slices_.size() ? slices_[slice] : kEmpty;
}

std::size_t CellIndex::MemoryBytes() const {
  std::size_t bytes = sizeof(*this) + members_.size() * sizeof(Member) +
                      (slices_.capacity() - slices_.size()) * sizeof(SliceCells);
  for (const SliceCells& slice : slices_) bytes += slice.MemoryBytes();
  return bytes;
}

}  // namespace winnow::selection
