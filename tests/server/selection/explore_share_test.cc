// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The division between random draws and the best scored (selection.md S5.0).
#include "server/selection/explore_share.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/selection/quota.h"

namespace winnow::selection {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

uint64_t Sum(const std::vector<uint64_t>& values) {
  return std::accumulate(values.begin(), values.end(), uint64_t{0});
}

uint64_t Floor(SlotUnits units) { return units / kUnitsPerSlot; }
uint64_t Ceil(SlotUnits units) { return (units + kUnitsPerSlot - 1) / kUnitsPerSlot; }

struct Case {
  std::vector<SliceDemand> slices;
  std::vector<ShareLane> lanes;
  uint64_t batch;
  uint64_t explore;
};

Case RandomCase(std::mt19937_64& random) {
  Case c;
  c.batch = random() % 120;
  for (uint64_t i = 0; i < 1 + random() % 8; ++i) {
    SliceDemand demand;
    demand.weight = 1 + random() % 100;
    demand.supply.eligible = random() % 60;
    demand.rule.min = static_cast<uint32_t>(random() % 3 == 0 ? random() % 10 : 0);
    if (random() % 3 == 0) demand.rule.max = static_cast<uint32_t>(random() % 30);
    c.slices.push_back(demand);
  }
  const std::vector<SliceQuota> quotas = Apportion(v1::ALLOCATION_KIND_WEIGHTED, c.slices, c.batch);
  uint64_t placed = 0;
  for (size_t i = 0; i < quotas.size(); ++i) {
    c.lanes.push_back({c.slices[i].weight, quotas[i].lo, quotas[i].hi, quotas[i].slots, 0});
    placed += quotas[i].slots;
  }
  c.batch = placed;
  c.explore = ExploreSlots(static_cast<Micros>(random() % 11) * 100'000, c.batch);
  return c;
}

TEST(ExploreSlots, AreTheRoundedShareOfTheBatch) {
  EXPECT_EQ(ExploreSlots(100'000, 1000), 100u);
  EXPECT_EQ(ExploreSlots(100'000, 14), 1u);
  EXPECT_EQ(ExploreSlots(100'000, 15), 2u);
  EXPECT_EQ(ExploreSlots(0, 1000), 0u);
  EXPECT_EQ(ExploreSlots(kMicrosPerUnit, kMaxSlots), kMaxSlots);
}

TEST(ExploreExpectations, AddUpAndLeaveRoomForFloorAndCeil) {
  for (uint64_t seed = 1; seed <= 5000; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    const Case c = RandomCase(random);
    const std::vector<SlotUnits> expected = ExploreExpectations({c.lanes}, c.batch, c.explore);
    ASSERT_EQ(Sum(expected), c.explore * kUnitsPerSlot);
    for (size_t i = 0; i < c.lanes.size(); ++i) {
      ASSERT_LE(Ceil(expected[i]), c.lanes[i].hi);
      if (c.lanes[i].lo == c.lanes[i].hi) {
        ASSERT_EQ(expected[i] % kUnitsPerSlot, 0u);
      }
      const uint64_t room = c.lanes[i].hi - Ceil(expected[i]);
      const uint64_t need = c.lanes[i].lo - std::min(c.lanes[i].lo, Floor(expected[i]));
      ASSERT_LE(need, room) << "lane " << i;
    }
  }
}

// S5.0 and S5.5 together: best scored and draws fill the batch, whatever the draws come to.
TEST(ExploitQuotas, FillTheBatchWithinTheirBounds) {
  int short_of_min = 0;
  int short_of_batch = 0;
  for (uint64_t seed = 1; seed <= 5000; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    const Case c = RandomCase(random);
    const std::vector<SlotUnits> expected = ExploreExpectations({c.lanes}, c.batch, c.explore);
    const std::vector<uint64_t> exploit =
        ExploitQuotas(v1::ALLOCATION_KIND_WEIGHTED, {c.lanes}, expected, c.batch - c.explore);
    ASSERT_LE(Sum(exploit), c.batch - c.explore);
    short_of_batch += Sum(exploit) < c.batch - c.explore;
    bool below = false;
    for (size_t i = 0; i < c.lanes.size(); ++i) {
      ASSERT_LE(exploit[i] + Ceil(expected[i]), c.lanes[i].hi);
      below |= exploit[i] + Floor(expected[i]) < std::min(c.lanes[i].lo, c.lanes[i].slots);
    }
    short_of_min += below;
  }
  EXPECT_EQ(short_of_min, 0);
  EXPECT_EQ(short_of_batch, 0);
}

TEST(ExploreExpectations, FollowTheWeights) {
  const std::vector<ShareLane> lanes = {{3, 0, 100, 30, 0}, {1, 0, 100, 10, 0}};
  EXPECT_THAT(
      ExploreExpectations({lanes}, 40, 10),
      ElementsAre(7 * kUnitsPerSlot + kUnitsPerSlot / 2, 2 * kUnitsPerSlot + kUnitsPerSlot / 2));
}

TEST(ExploreExpectations, ShareAMinimumBetweenDrawsAndBestScored) {
  const std::vector<ShareLane> lanes = {{1, 20, 100, 20, 0}, {99, 0, 100, 20, 0}};
  EXPECT_THAT(ExploreExpectations({lanes}, 40, 4),
              ElementsAre(2 * kUnitsPerSlot, 2 * kUnitsPerSlot));
}

TEST(ExploreExpectations, AreIntegersWhereTheMinimaDoNotFit) {
  const std::vector<ShareLane> lanes = {{1, 8, 9, 5, 0}, {1, 8, 9, 5, 0}, {1, 0, 9, 0, 0}};
  EXPECT_THAT(ExploreExpectations({lanes}, 10, 5),
              ElementsAre(3 * kUnitsPerSlot, 2 * kUnitsPerSlot, 0));
}

// Of 2 slots the first has 0.88, in a group that holds 1, and gets all of it. The second keeps its
// minimum when the others give that up, where there are no best scored to fill it up.
TEST(ExploreExpectations, KeepAMinimumBesideAFullGroup) {
  GroupRules rules;
  rules.groups.emplace_back().max = 1;
  const std::vector<ShareLane> lanes = {{88, 0, 2, 1, 0}, {101, 1, 2, 1, 0}, {11, 0, 2, 0, 0}};
  const Shares shares = {lanes, GroupRoom(rules, {0, kNoGroup, kNoGroup}, 2)};
  EXPECT_THAT(ExploreExpectations(shares, 2, 2), ElementsAre(kUnitsPerSlot, kUnitsPerSlot, 0));
}

TEST(ExploreExpectations, AreTheWholeQuotaWhenEverythingIsDrawn) {
  const std::vector<ShareLane> lanes = {{1, 3, 3, 3, 0}, {1, 0, 4, 4, 0}};
  EXPECT_THAT(ExploreExpectations({lanes}, 7, 7),
              ElementsAre(3 * kUnitsPerSlot, 4 * kUnitsPerSlot));
}

TEST(ExploreExpectations, AreNothingForAnEmptyFrameOrAnEmptyShare) {
  EXPECT_THAT(ExploreExpectations({{{5, 0, 0, 0, 0}}}, 10, 1), ElementsAre(0));
  EXPECT_THAT(ExploreExpectations({{{5, 0, 9, 9, 0}, {1, 2, 2, 2, 0}}}, 10, 0), Each(0));
  EXPECT_TRUE(ExploreExpectations({}, 10, 1).empty());
}

}  // namespace
}  // namespace winnow::selection
