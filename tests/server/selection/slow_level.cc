// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/selection/slow_level.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "server/selection/wide.h"

namespace winnow::selection {
namespace {

// Where the share of `at` leaves its lower bound, or reaches its upper one: at the level
// slots / weight.
struct Bend {
  uint64_t slots;
  uint64_t weight;
  size_t at;
  bool is_upper;
};

std::vector<Bend> BendsOf(absl::Span<const LevelBounds> bounds) {
  std::vector<Bend> bends;
  for (size_t i = 0; i < bounds.size(); ++i) {
    const LevelBounds& b = bounds[i];
    if (b.weight == 0 || b.lo >= b.hi) continue;
    bends.push_back({b.lo, b.weight, i, false});
    bends.push_back({b.hi, b.weight, i, true});
  }
  std::sort(bends.begin(), bends.end(), [](const Bend& a, const Bend& b) {
    const Uint128 left = Uint128{a.slots} * b.weight;
    const Uint128 right = Uint128{b.slots} * a.weight;
    if (left != right) return left < right;
    return a.at != b.at ? a.at < b.at : a.is_upper < b.is_upper;
  });
  return bends;
}

// True if the sum of all shares at the level of `bend` has passed `rest`, what is left for the
// `rising` weights.
bool HasPassed(const Bend& bend, Uint128 rising, Uint128 rest) {
  return Multiply(rest * bend.weight, 1) < Multiply(rising * bend.slots, kUnitsPerSlot);
}

}  // namespace

std::vector<uint64_t> ProportionSlowly(absl::Span<const uint64_t> weights, uint64_t total) {
  const Uint128 sum = std::accumulate(weights.begin(), weights.end(), Uint128{0});
  std::vector<uint64_t> shares;
  std::vector<size_t> order;
  uint64_t left = total;
  for (const uint64_t weight : weights) {
    order.push_back(shares.size());
    shares.push_back(static_cast<uint64_t>(Uint128{weight} * total / sum));
    left -= shares.back();
  }
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return Uint128{weights[a]} * total % sum > Uint128{weights[b]} * total % sum;
  });
  for (size_t rank = 0; rank < left; ++rank) ++shares[order[rank]];
  return shares;
}

std::vector<SlotUnits> ContinuousLevelSlowly(absl::Span<const LevelBounds> bounds,
                                             SlotUnits total) {
  std::vector<SlotUnits> shares;
  Uint128 fixed = 0;  // the sum of the shares that do not rise
  for (const LevelBounds& b : bounds) {
    shares.push_back(b.lo * kUnitsPerSlot);
    fixed += shares.back();
  }
  if (fixed >= total) return shares;
  std::vector<uint64_t> rising(bounds.size(), 0);
  Uint128 weight = 0;
  for (const Bend& bend : BendsOf(bounds)) {
    if (HasPassed(bend, weight, total - fixed)) break;
    if (bend.is_upper) {
      shares[bend.at] = bend.slots * kUnitsPerSlot;
      fixed += shares[bend.at];
      rising[bend.at] = 0;
      weight -= bend.weight;
    } else {
      fixed -= shares[bend.at];
      rising[bend.at] = bend.weight;
      weight += bend.weight;
    }
  }
  if (weight == 0) return shares;
  const std::vector<SlotUnits> risen =
      ProportionSlowly(rising, static_cast<SlotUnits>(total - fixed));
  for (size_t i = 0; i < shares.size(); ++i) {
    if (rising[i] != 0) shares[i] = risen[i];
  }
  return shares;
}

}  // namespace winnow::selection
