// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SCORE_BUCKETS_H_
#define WINNOW_SERVER_SELECTION_SCORE_BUCKETS_H_

#include <array>
#include <cstdint>

#include "server/selection/policy.h"
#include "server/selection/types.h"

namespace winnow::selection {

inline constexpr int kScoreBuckets = 512;

// How a policy cuts its score range into 512 equal buckets (S11), and the size measure of a
// candidate of each bucket (S5.3): floor + g at the middle of the bucket, so that all candidates
// of a cell have one size. Scores beyond the range fall into the outermost buckets. Immutable.
class ScoreBuckets {
 public:
  ScoreBuckets(const ScoreRange& range, const ExplorationRules& exploration);

  // 0 to kScoreBuckets - 1, rising with the score.
  int Of(Micros score) const;

  // In micro-units: 1 to 2e9, so that sums over 2^32 candidates fit in 64 bits.
  uint64_t SizeOf(int bucket) const { return sizes_[static_cast<std::size_t>(bucket)]; }

 private:
  ScoreRange range_;
  uint64_t width_;
  std::array<uint32_t, kScoreBuckets> sizes_;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SCORE_BUCKETS_H_
