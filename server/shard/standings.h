// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Standings: what a frame has decided about each candidate, and the counts of that per slice.
#ifndef WINNOW_SERVER_SHARD_STANDINGS_H_
#define WINNOW_SERVER_SHARD_STANDINGS_H_

#include <array>
#include <cstdint>
#include <deque>

#include "server/selection/chunked_vector.h"
#include "server/selection/types.h"
#include "server/shard/duplicate_groups.h"
#include "winnow/v1/candidate.pb.h"

namespace winnow::shard {

// Candidates by exclusion; index 0 (unspecified) counts the frame.
using ExclusionCounts = std::array<uint64_t, v1::ExclusionReason_ARRAYSIZE>;

// How a candidate counts.
struct Standing {
  static constexpr uint32_t kNotCounted = UINT32_MAX;

  uint32_t slice = kNotCounted;  // that it is counted in
  uint32_t group = 0;            // that it has its role in; 0 means none
  uint32_t calendar_second = 0;  // where it stands in the retention calendar
  uint8_t exclusion = 0;         // v1::ExclusionReason
  DuplicateRole role = DuplicateRole::kNone;
  bool labeled = false;  // has the labels that the policy asks for, and is no control item
};

struct SliceTally {
  ExclusionCounts counts = {};
  uint64_t labeled = 0;  // candidates that are so
};

// By the numbers of candidates and slices. Not thread-safe.
class Standings {
 public:
  // Makes room for candidates below `candidates`: those that are new are not counted.
  void Grow(size_t candidates) { candidates_.Resize(candidates); }
  Standing& at(selection::CandidateNo no) { return candidates_[no]; }
  const Standing& at(selection::CandidateNo no) const { return candidates_[no]; }
  size_t size() const { return candidates_.size(); }

  SliceTally& slice(selection::SliceNo no) {
    if (no >= slices_.size()) slices_.resize(size_t{no} + 1);
    return slices_[no];
  }
  // As above, or the tally of a slice without candidates.
  const SliceTally& slice(selection::SliceNo no) const {
    static const SliceTally kEmpty;
    return no < slices_.size() ? slices_[no] : kEmpty;
  }

 private:
  selection::ChunkedVector<Standing, 12> candidates_;
  std::deque<SliceTally> slices_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_STANDINGS_H_
