// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SCORE_BUCKETS_H_
#define WINNOW_SERVER_SELECTION_SCORE_BUCKETS_H_

#include <array>
#include <cstdint>

#include "server/selection/policy.h"
#include "server/selection/types.h"

namespace winnow::selection {

inline constexpr int kScoreBuckets = 512;

// The bucket of known zeros, which holds nothing else where a policy has them (S5.4).
inline constexpr int kKnownZeroBucket = 0;

// How a policy cuts its score range into equal buckets, 512 with that of known zeros (S11), and the
// size measure of a candidate of each bucket (S5.3): floor + g at the middle of the bucket, so that
// all candidates of a cell have one size. Scores beyond the range fall into the outermost buckets.
// Immutable.
class ScoreBuckets {
 public:
  ScoreBuckets(const ScoreRange& range, const ExplorationRules& exploration);

  // Up to kScoreBuckets - 1, rising with the score.
  int Of(Micros score) const;

  // Where `score` stands within its bucket: rising with the score. Two scores of a bucket with one
  // key are equal if IsExact(key).
  uint32_t KeyOf(Micros score) const;
  bool IsExact(uint32_t key) const { return shift_ == 0 && key > 0 && key < kAbove; }

  // In micro-units: 1 to 2e9, so that sums over 2^32 candidates fit in 64 bits.
  uint64_t SizeOf(int bucket) const { return sizes_[static_cast<std::size_t>(bucket)]; }

  // Whether the bucket of known zeros is kept apart.
  bool HasKnownZeros() const { return first_ > 0; }

 private:
  static constexpr uint32_t kAbove = UINT32_MAX;  // of scores beyond the range; 0 below it

  ScoreRange range_;
  uint64_t first_;  // bucket of the lowest score
  uint64_t width_;
  int shift_ = 0;  // bits of a score that its key lacks
  std::array<uint32_t, kScoreBuckets> sizes_;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SCORE_BUCKETS_H_
