// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What the index keeps of a candidate, in the two places where it is looked up.
#ifndef WINNOW_SERVER_SELECTION_MEMBER_H_
#define WINNOW_SERVER_SELECTION_MEMBER_H_

#include <cstdint>

#include "server/selection/chunked_vector.h"
#include "server/selection/types.h"

namespace winnow::selection {

// By candidate number. `position` is the back-pointer into the bucket.
struct Member {
  static constexpr uint32_t kAbsent = UINT32_MAX;

  Micros score = 0;
  uint64_t id_hash = 0;
  uint32_t slice : 31 = 0;
  uint32_t known_zero : 1 = 0;
  uint32_t position = kAbsent;
};

using MemberTable = ChunkedVector<Member>;

// In a bucket: what reads of many members need, so that they run through memory in one line.
struct Placed {
  uint64_t id_hash = 0;
  CandidateNo no = 0;
  uint32_t score_key = 0;  // ScoreBuckets::KeyOf
};
static_assert(sizeof(Placed) == 16);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_MEMBER_H_
