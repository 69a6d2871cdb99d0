// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The continuous level of S5.0, against a search for the level in floating point.
#include "server/selection/level.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/selection/proportion.h"
#include "tests/server/selection/random_groups.h"
#include "tests/server/selection/slow_level.h"
#include "tests/testing/seed.h"

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

double LevelOf(SlotUnits share, const LevelBounds& b) {
  return static_cast<double>(share) / static_cast<double>(kUnitsPerSlot) /
         static_cast<double>(b.weight);
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

uint64_t RandomWeight(std::mt19937_64& random, uint64_t kind) {
  if (kind == 0) return 1;
  if (kind == 1) return random() % 4;
  if (kind == 2) return random() % 1'000'000;
  if (kind == 3) return (uint64_t{1} << 62) + random() % 16;
  return uint64_t{1} << random() % 63;
}

// Many equal levels, levels a hair apart, and bounds that bind everywhere.
TEST(ContinuousLevel, IsExactlyTheLevelThatAWalkThroughAllBoundsFinds) {
  for (uint64_t seed = 1; seed <= 20'000; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    std::vector<LevelBounds> bounds;
    const uint64_t kind = random() % 5;
    const uint64_t count = 1 + random() % (seed % 50 == 0 ? 300 : 10);
    uint64_t reach = 0;
    for (uint64_t i = 0; i < count; ++i) {
      const uint64_t low = random() % 3 == 0 ? random() % 4 : 0;
      bounds.push_back({RandomWeight(random, kind), low, low + random() % 20});
      reach += bounds.back().hi;
    }
    SlotUnits total = random() % ((reach + 2) * kUnitsPerSlot);
    if (random() % 2 == 0) total -= total % kUnitsPerSlot;
    ASSERT_EQ(ContinuousLevel(bounds, total), ContinuousLevelSlowly(bounds, total));
  }
}

// At the level of the whole, or of a full group about the lane, whichever is the lowest.
TEST(ContinuousLevel, HasALevelOfItsOwnInAFullGroup) {
  const uint64_t seed = winnow::testing::Seed();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  for (int i = 0; i < 10'000; ++i) {
    std::vector<LevelBounds> bounds;
    std::vector<uint64_t> wants;
    for (uint64_t lane = 0; lane < 1 + dice.Below(10); ++lane) {
      bounds.push_back({1 + dice.Below(9), 0, dice.Below(9)});
      wants.push_back(bounds.back().hi);
    }
    const GroupRoom room = RandomGroupRoom(dice, bounds.size(), 40);
    const uint64_t slots = std::min(dice.Below(40), room.Reach(wants));
    const std::vector<SlotUnits> shares = ContinuousLevel(bounds, slots * kUnitsPerSlot, room);
    ASSERT_EQ(Sum(shares), slots * kUnitsPerSlot) << "seed " << seed << " case " << i;
    for (size_t lane = 0; lane < bounds.size(); ++lane) {
      ASSERT_LE(shares[lane], bounds[lane].hi * kUnitsPerSlot);
    }
    std::vector<double> full(bounds.size(), 1e9);  // level of the lowest full group about a lane
    for (size_t g = 0; g < room.size(); ++g) {
      SlotUnits sum = 0;
      double level = 0;
      for (const size_t lane : room.Lanes(g)) {
        sum += shares[lane];
        level = std::max(level, LevelOf(shares[lane], bounds[lane]));
      }
      ASSERT_LE(sum, room.left(g) * kUnitsPerSlot);
      if (sum < room.left(g) * kUnitsPerSlot) continue;
      for (const size_t lane : room.Lanes(g)) full[lane] = std::min(full[lane], level);
    }
    double level = 0;
    for (size_t lane = 0; lane < bounds.size(); ++lane) {
      level = std::max(level, LevelOf(shares[lane], bounds[lane]));
    }
    for (size_t lane = 0; lane < bounds.size(); ++lane) {
      if (shares[lane] == bounds[lane].hi * kUnitsPerSlot) continue;
      ASSERT_NEAR(LevelOf(shares[lane], bounds[lane]), std::min(level, full[lane]), 1e-8)
          << "seed " << seed << " case " << i << " lane " << lane;
    }
  }
}

TEST(Proportion, IsWhatDivisionsGive) {
  for (uint64_t seed = 1; seed <= 5000; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    std::vector<uint64_t> weights = {1};
    const uint64_t kind = random() % 5;
    for (uint64_t i = 0; i < random() % (seed % 10 == 0 ? 400 : 40); ++i) {
      weights.push_back(RandomWeight(random, kind));
    }
    const uint64_t total = random() >> (1 + random() % 63);
    ASSERT_EQ(Proportion(weights, total), ProportionSlowly(weights, total));
  }
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
