// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/neyman.h"

#include <algorithm>

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

uint64_t SquareRoot(uint64_t square) {
  uint64_t root = 0;
  for (uint64_t bit = uint64_t{1} << 31; bit > 0; bit >>= 1) {
    const uint64_t larger = root | bit;
    if (larger * larger <= square) root = larger;
  }
  return root;
}

}  // namespace

ScoreMoments ScoreMomentsOf(const SliceCells& cells) {
  return {cells.count(), cells.bucket_sum(), cells.bucket_squares()};
}

std::vector<uint64_t> NeymanWeights(absl::Span<const ScoreMoments> slices) {
  Uint128 deviations = 0;
  uint64_t freedom = 0;
  for (const ScoreMoments& slice : slices) {
    deviations += Deviations(slice);
    freedom += FreedomOf(slice);
  }
  const Uint128 pooled = freedom > 0 ? deviations / freedom : 0;
  std::vector<uint64_t> weights;
  for (const ScoreMoments& slice : slices) {
    const Uint128 variance =
        (kPriorCandidates * pooled + Deviations(slice)) / (kPriorCandidates + FreedomOf(slice));
    // Where all scores are equal everywhere, only the counts are left to go by.
    const uint64_t spread = std::max<uint64_t>(SquareRoot(static_cast<uint64_t>(variance)), 1);
    weights.push_back(slice.count * spread);
  }
  return weights;
}

}  // namespace winnow::selection
