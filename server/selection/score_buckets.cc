// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/score_buckets.h"

#include <algorithm>
#include <cstddef>

namespace winnow::selection {
namespace {

constexpr Micros kSmallestSize = 1;
constexpr Micros kLargestSize = 2'000'000'000;

// Exact over the whole of int64, where the difference of two Micros may not be.
uint64_t Distance(Micros from, Micros to) {
  return static_cast<uint64_t>(to) - static_cast<uint64_t>(from);
}

}  // namespace

ScoreBuckets::ScoreBuckets(const ScoreRange& range, const ExplorationRules& exploration)
    : range_{range.min, std::max(range.min, range.max)},
      first_(exploration.known_zero.has_value() ? kKnownZeroBucket + 1 : 0),
      width_(Distance(range_.min, range_.max) / (kScoreBuckets - first_) + 1) {
  while ((width_ - 1) >> shift_ >= kAbove - 1) ++shift_;
  sizes_[kKnownZeroBucket] = kSmallestSize;
  for (std::size_t bucket = first_; bucket < kScoreBuckets; ++bucket) {
    const uint64_t offset =
        std::min((bucket - first_) * width_ + (width_ - 1) / 2, Distance(range_.min, range_.max));
    const Micros middle = static_cast<Micros>(static_cast<uint64_t>(range_.min) + offset);
    sizes_[bucket] =
        static_cast<uint32_t>(std::clamp(exploration.SizeOf(middle), kSmallestSize, kLargestSize));
  }
}

int ScoreBuckets::Of(Micros score) const {
  const Micros clamped = std::clamp(score, range_.min, range_.max);
  return static_cast<int>(first_ + Distance(range_.min, clamped) / width_);
}

uint32_t ScoreBuckets::KeyOf(Micros score) const {
  if (score < range_.min) return 0;
  if (score > range_.max) return kAbove;
  return static_cast<uint32_t>(Distance(range_.min, score) % width_ >> shift_) + 1;
}

}  // namespace winnow::selection
