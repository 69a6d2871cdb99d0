// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/cell_index.h"

namespace winnow::selection {

CellIndex::CellIndex(const ScoreRange& range, const ExplorationRules& exploration)
    : buckets_(range, exploration) {}

SliceCells::Place CellIndex::PlaceOf(Micros score) const {
  const int bucket = buckets_.Of(score);
  return {bucket, buckets_.SizeOf(bucket)};
}

bool CellIndex::Contains(CandidateNo no) const {
  return no < members_.size() && members_[no].position != Member::kAbsent;
}

bool CellIndex::Insert(const Entry& entry) {
  if (Contains(entry.no)) return false;
  if (entry.no >= members_.size()) members_.resize(std::size_t{entry.no} + 1);
  if (entry.slice >= slices_.size()) slices_.resize(std::size_t{entry.slice} + 1);
  members_[entry.no] = {entry.score, entry.id_hash, entry.slice, Member::kAbsent};
  slices_[entry.slice].Insert(entry.no, PlaceOf(entry.score), members_);
  ++total_;
  return true;
}

bool CellIndex::Erase(CandidateNo no) {
  if (!Contains(no)) return false;
  const Member& member = members_[no];
  slices_[member.slice].Erase(no, PlaceOf(member.score), members_);
  --total_;
  return true;
}

bool CellIndex::Rescore(CandidateNo no, Micros score) {
  if (!Contains(no)) return false;
  const Member member = members_[no];
  if (member.score == score) return true;
  Erase(no);
  return Insert({no, member.slice, score, member.id_hash});
}

const SliceCells& CellIndex::Cells(SliceNo slice) const {
  static const SliceCells kEmpty;
  return slice < slices_.size() ? slices_[slice] : kEmpty;
}

std::size_t CellIndex::MemoryBytes() const {
  std::size_t bytes = sizeof(*this) + members_.capacity() * sizeof(Member) +
                      (slices_.capacity() - slices_.size()) * sizeof(SliceCells);
  for (const SliceCells& slice : slices_) bytes += slice.MemoryBytes();
  return bytes;
}

}  // namespace winnow::selection
