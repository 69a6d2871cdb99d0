// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/neyman.h"

#include <algorithm>

#include "server/selection/square_root.h"
#include "server/selection/wide.h"

namespace winnow::selection {
namespace {

constexpr uint64_t kPriorCandidates = 16;
// Variances of numbers below 512 are below 2^18: with 32 fractional bits they fit in 64.
constexpr int kVarianceBits = 32;

// Sum of squared deviations from the mean, with kVarianceBits fractional bits. A count is below
// 2^32, so that nothing here is beyond 114 bits.
Uint128 Deviations(const ScoreMoments& m) {
  if (m.count == 0) return 0;
  const Uint128 scaled = Uint128{m.count} * m.squares - Uint128{m.sum} * m.sum;
  return (scaled << kVarianceBits) / m.count;
}

uint64_t FreedomOf(const ScoreMoments& m) { return m.count - (m.count > 0 ? 1 : 0); }

}  // namespace

ScoreMoments ScoreMomentsOf(const SliceCells& cells) {
  return {cells.count(), cells.bucket_sum(), cells.bucket_squares()};
}

std::vector<uint64_t> NeymanWeights(absl::Span<const ScoreMoments> slices) {
  Uint128 sum = 0;
  uint64_t freedom = 0;
  std::vector<Uint128> deviations;
  deviations.reserve(slices.size());
  for (const ScoreMoments& slice : slices) {
    deviations.push_back(Deviations(slice));
    sum += deviations.back();
    freedom += FreedomOf(slice);
  }
  const Uint128 pooled = freedom > 0 ? sum / freedom : 0;
  std::vector<uint64_t> weights;
  weights.reserve(slices.size());
  for (const ScoreMoments& slice : slices) {
    const Uint128 variance = (kPriorCandidates * pooled + deviations[weights.size()]) /
                             (kPriorCandidates + FreedomOf(slice));
    // Where all scores are equal everywhere, only the counts are left to go by.
    const uint64_t spread = std::max<uint64_t>(SquareRoot(static_cast<uint64_t>(variance)), 1);
    weights.push_back(slice.count * spread);
  }
  return weights;
}

}  // namespace winnow::selection
