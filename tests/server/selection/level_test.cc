// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The continuous level of S5.0, against a search for the level in floating point.
#include "server/selection/level.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/selection/proportion.h"

namespace winnow::selection {
namespace {

using ::testing::ElementsAre;

SlotUnits Sum(const std::vector<SlotUnits>& values) {
  return std::accumulate(values.begin(), values.end(), SlotUnits{0});
}

std::vector<double> SharesAt(double level, const std::vector<LevelBounds>& bounds) {
  std::vector<double> shares;
  for (const LevelBounds& b : bounds) {
    shares.push_back(std::clamp(level * static_cast<double>(b.weight), static_cast<double>(b.lo),
                                static_cast<double>(b.hi)));
  }
  return shares;
}

std::vector<double> Searched(const std::vector<LevelBounds>& bounds, double slots) {
  double low = 0;
  double high = 1e6;
  for (int i = 0; i < 200; ++i) {
    const double middle = (low + high) / 2;
    const std::vector<double> shares = SharesAt(middle, bounds);
    (std::accumulate(shares.begin(), shares.end(), 0.0) < slots ? low : high) = middle;
  }
  return SharesAt(low, bounds);
}

TEST(ContinuousLevel, IsTheLevelThatASearchFinds) {
  for (uint64_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    std::vector<LevelBounds> bounds;
    uint64_t lo = 0;
    uint64_t reach = 0;
    for (uint64_t i = 0; i < 1 + random() % 8; ++i) {
      const uint64_t low = random() % 4;
      bounds.push_back({random() % 50, low, low + random() % 20});
      lo += low;
      reach += bounds.back().weight == 0 ? low : bounds.back().hi;
    }
    const SlotUnits total = random() % (110 * kUnitsPerSlot);
    const std::vector<SlotUnits> shares = ContinuousLevel(bounds, total);
    ASSERT_EQ(Sum(shares), std::clamp(total, lo * kUnitsPerSlot, reach * kUnitsPerSlot));
    const std::vector<double> expected =
        Searched(bounds, static_cast<double>(total) / static_cast<double>(kUnitsPerSlot));
    for (size_t i = 0; i < bounds.size(); ++i) {
      ASSERT_NEAR(static_cast<double>(shares[i]) / static_cast<double>(kUnitsPerSlot), expected[i],
                  1e-6);
    }
  }
}

TEST(ContinuousLevel, SharesPartsOfAUnitByRemainderThenOrder) {
  const std::vector<SlotUnits> shares =
      ContinuousLevel({{1, 0, 9}, {1, 0, 9}, {1, 0, 9}}, kUnitsPerSlot);
  EXPECT_THAT(shares, ElementsAre(1431655766, 1431655765, 1431655765));
}

TEST(ContinuousLevel, StaysExactForTheLargestNumbers) {
  constexpr uint64_t kWeight = (uint64_t{1} << 63) - 1;
  constexpr uint64_t kSlots = (uint64_t{1} << 30) - 1;
  const std::vector<SlotUnits> shares = ContinuousLevel(
      {{kWeight, 0, kSlots}, {kWeight, 0, kSlots}, {1, 0, kSlots}}, kSlots * kUnitsPerSlot);
  EXPECT_EQ(Sum(shares), kSlots * kUnitsPerSlot);
  EXPECT_EQ(shares[0], shares[1]);
  EXPECT_EQ(shares[2], 0u);
}

TEST(Proportion, RoundsEveryShareDownOrUpAndKeepsTheSum) {
  for (uint64_t seed = 1; seed <= 2000; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    std::vector<uint64_t> weights = {1};
    for (uint64_t i = 0; i < random() % 9; ++i) weights.push_back(random() % 1000);
    const uint64_t total = random() % 100'000;
    const std::vector<uint64_t> shares = Proportion(weights, total);
    ASSERT_EQ(Sum(shares), total);
    const uint64_t sum = Sum(weights);
    for (size_t i = 0; i < weights.size(); ++i) {
      ASSERT_GE(shares[i], weights[i] * total / sum);
      ASSERT_LE(shares[i], (weights[i] * total + sum - 1) / sum);
    }
  }
}

TEST(Proportion, GivesTheRestToTheLargestRemaindersTiesInOrder) {
  EXPECT_THAT(Proportion({1, 1, 1}, 2), ElementsAre(1, 1, 0));
  EXPECT_THAT(Proportion({1, 5, 4}, 7), ElementsAre(1, 3, 3));
  EXPECT_THAT(Proportion({3, 0}, 0), ElementsAre(0, 0));
}

}  // namespace
}  // namespace winnow::selection
