// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Quotas (selection.md S4): against the best of all possible allocations on small cases, and house
// monotone on large ones.
#include "server/selection/quota.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/selection/random_groups.h"

namespace winnow::selection {
namespace {

using ::testing::ElementsAre;
using Slots = std::vector<uint64_t>;

constexpr v1::AllocationKind kWeighted = v1::ALLOCATION_KIND_WEIGHTED;
constexpr v1::AllocationKind kNeyman = v1::ALLOCATION_KIND_NEYMAN;
constexpr v1::AllocationKind kPower = v1::ALLOCATION_KIND_POWER;
constexpr v1::AllocationKind kEqual = v1::ALLOCATION_KIND_EQUAL;
constexpr v1::AllocationKind kByScore = v1::ALLOCATION_KIND_BY_SCORE;

SliceDemand Demand(uint64_t weight, uint64_t eligible = 1000) {
  SliceDemand demand;
  demand.weight = weight;
  demand.supply.eligible = eligible;
  return demand;
}

Slots SlotsOf(const std::vector<SliceQuota>& quotas) {
  Slots slots;
  for (const SliceQuota& quota : quotas) slots.push_back(quota.slots);
  return slots;
}

uint64_t Sum(const Slots& slots) {
  return std::accumulate(slots.begin(), slots.end(), uint64_t{0});
}

// "Ties by slice id" means the lexicographically largest vector.
std::vector<SliceDemand> RandomSlices(std::mt19937_64& random, uint64_t largest) {
  std::vector<SliceDemand> slices;
  const uint64_t count = 1 + random() % 4;
  for (uint64_t i = 0; i < count; ++i) {
    SliceDemand demand = Demand(1 + random() % 6, random() % (largest + 1));
    demand.rule.min = static_cast<uint32_t>(random() % 3);
    if (random() % 2 == 0) demand.rule.max = static_cast<uint32_t>(random() % (largest + 1));
    demand.rule.priority_class = static_cast<uint32_t>(random() % 2);
    slices.push_back(demand);
  }
  return slices;
}

// What a kind minimizes, exactly: Webster the sum of n^2 / w, Neyman the variance sum of w^2 / n
// after the number of slices that could have a slot and have none. 420 is divisible by 1 to 7.
std::pair<uint64_t, uint64_t> Cost(v1::AllocationKind kind, const std::vector<SliceDemand>& slices,
                                   const Slots& hi, const Slots& slots) {
  uint64_t empty = 0;
  uint64_t cost = 0;
  for (size_t i = 0; i < slices.size(); ++i) {
    const uint64_t w = kind == kEqual ? 1 : slices[i].weight;
    const uint64_t n = slots[i];
    if (kind != kNeyman) {
      cost += 420 * n * n / w;
    } else if (n == 0) {
      empty += hi[i] > 0;
    } else {
      cost += 420 * w * w / n;
    }
  }
  return {empty, empty > 0 ? 0 : cost};
}

// Calls `visit` with every vector between `lo` and `hi` of the sum `total`.
void ForEach(const Slots& lo, const Slots& hi, uint64_t total,
             const std::function<void(const Slots&)>& visit) {
  Slots slots = lo;
  while (true) {
    if (Sum(slots) == total) visit(slots);
    size_t i = 0;
    while (i < slots.size() && slots[i] == hi[i]) {
      slots[i] = lo[i];
      ++i;
    }
    if (i == slots.size()) return;
    ++slots[i];
  }
}

bool HasRoom(GroupRoom room, const Slots& slots) {
  for (size_t i = 0; i < slots.size(); ++i) {
    for (uint64_t n = 0; n < slots[i]; ++n) {
      if (!room.Has(i)) return false;
      room.Take(i);
    }
  }
  return true;
}

// Of the allocations of the largest sum within the bounds and the room, the one that costs least.
struct Search {
  v1::AllocationKind kind;
  const std::vector<SliceDemand>& slices;
  const GroupRoom room = GroupRoom();

  Slots Best(const std::vector<SliceQuota>& bounds, uint64_t batch) const {
    Slots lo;
    Slots hi;
    for (const SliceQuota& b : bounds) {
      lo.push_back(b.lo);
      hi.push_back(b.hi);
    }
    Slots best;
    for (uint64_t sum = std::min(batch, Sum(hi)) + 1; best.empty() && sum-- > 0;) {
      ForEach(lo, hi, sum, [&](const Slots& slots) {
        if (!HasRoom(room, slots)) return;
        if (best.empty() || std::make_pair(Cost(kind, slices, hi, slots), best) <
                                std::make_pair(Cost(kind, slices, hi, best), slots)) {
          best = slots;
        }
      });
    }
    return best;
  }
};

TEST(Quota, IsTheBestOfAllAllocationsOnSmallCases) {
  for (uint64_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    const std::vector<SliceDemand> slices = RandomSlices(random, 7);
    const uint64_t batch = random() % 20;
    for (const v1::AllocationKind kind : {kWeighted, kNeyman, kPower, kEqual}) {
      const std::vector<SliceQuota> quotas = Apportion(kind, slices, batch);
      uint64_t minima = 0;
      for (const SliceQuota& quota : quotas) minima += quota.lo;
      if (minima > batch) continue;  // S4.3, below
      ASSERT_EQ(SlotsOf(quotas), (Search{kind, slices}.Best(quotas, batch))) << "kind " << kind;
    }
  }
}

// S4.3: classes in order; in the class that does not fit, the best allocation below the minima.
TEST(Quota, FillsMinimaByClassWhereTheyDoNotFit) {
  int cases = 0;
  for (uint64_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    const std::vector<SliceDemand> slices = RandomSlices(random, 7);
    const uint64_t batch = random() % 8;
    const std::vector<SliceQuota> quotas = Apportion(kWeighted, slices, batch);
    Slots expected(slices.size(), 0);
    uint64_t left = batch;
    uint64_t minima = 0;
    for (const SliceQuota& quota : quotas) minima += quota.lo;
    if (minima <= batch) continue;
    ++cases;
    for (uint32_t priority_class = 0; priority_class < 2; ++priority_class) {
      std::vector<SliceQuota> bounds(slices.size());
      for (size_t i = 0; i < slices.size(); ++i) {
        if (slices[i].rule.priority_class == priority_class) bounds[i].hi = quotas[i].lo;
      }
      const Slots part = Search{kWeighted, slices}.Best(bounds, left);
      for (size_t i = 0; i < slices.size(); ++i) expected[i] += part[i];
      left -= Sum(part);
    }
    ASSERT_EQ(SlotsOf(quotas), expected);
    for (size_t i = 0; i < slices.size(); ++i) {
      ASSERT_EQ(quotas[i].shortfall > 0, quotas[i].slots < quotas[i].asked);
      ASSERT_EQ(quotas[i].reason != v1::SHORTFALL_REASON_UNSPECIFIED, quotas[i].shortfall > 0);
    }
  }
  EXPECT_GT(cases, 200);
}

// S4.1, S10: batch + 1 never takes a slot away; and S5.5: not one slot is lost.
TEST(Quota, NeverTakesASlotAwayWhenTheBatchGrows) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    std::vector<SliceDemand> slices;
    for (int i = 0; i < 20; ++i) {
      SliceDemand demand =
          Demand(1 + random() % (random() % 2 == 0 ? 10 : 1'000'000'000'000), random() % 30);
      demand.rule.min = static_cast<uint32_t>(random() % 5);
      demand.rule.priority_class = static_cast<uint32_t>(random() % 3);
      if (random() % 3 == 0) demand.rule.max = static_cast<uint32_t>(random() % 20);
      slices.push_back(demand);
    }
    for (const v1::AllocationKind kind : {kWeighted, kNeyman, kPower, kEqual, kByScore}) {
      Slots before(slices.size(), 0);
      for (uint64_t batch = 0; batch <= 320; ++batch) {
        const std::vector<SliceQuota> quotas = Apportion(kind, slices, batch);
        const Slots slots = SlotsOf(quotas);
        uint64_t room = 0;
        for (const SliceQuota& quota : quotas) room += kind == kByScore ? quota.lo : quota.hi;
        ASSERT_EQ(Sum(slots), std::min(batch, room));
        // A bound grows with the batch only up to the batch itself, which no slice can exceed.
        for (size_t i = 0; i < slots.size(); ++i) ASSERT_GE(slots[i], before[i]) << batch;
        before = slots;
      }
    }
  }
}

// S4.1: the best of all that groups have room for, where the minima fit.
TEST(Quota, IsTheBestOfAllAllocationsThatGroupsHaveRoomFor) {
  int cases = 0;
  int bound = 0;
  for (uint64_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    Dice dice(seed);
    const std::vector<SliceDemand> slices = RandomSlices(random, 7);
    const uint64_t batch = random() % 20;
    const GroupRoom room = RandomGroupRoom(dice, slices.size(), batch);
    for (const v1::AllocationKind kind : {kWeighted, kNeyman, kPower, kEqual}) {
      const std::vector<SliceQuota> quotas = Apportion(kind, slices, batch, room);
      uint64_t minima = 0;
      Slots lo;
      for (const SliceQuota& quota : quotas) {
        lo.push_back(quota.lo);
        minima += quota.lo;
      }
      if (minima > batch || !HasRoom(room, lo)) continue;
      ++cases;
      const Slots best = Search{kind, slices, room}.Best(quotas, batch);
      Slots hi;
      for (const SliceQuota& quota : quotas) hi.push_back(quota.hi);
      // Where a group keeps a slice empty, the variance is infinite whatever the others have.
      if (kind == kNeyman && Cost(kind, slices, hi, best).first > 0) continue;
      ASSERT_EQ(SlotsOf(quotas), best) << "kind " << kind;
      bound += best != Search{kind, slices}.Best(quotas, batch) ? 1 : 0;
    }
  }
  EXPECT_GT(cases, 3000);
  EXPECT_GT(bound, 500);
}

// S10: with capacities that are numbers. Two that are shares can both grow by a slot when the batch
// does, and then take one from outside.
TEST(Quota, NeverTakesASlotAwayWhenTheBatchOfGroupsGrows) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    Dice dice(seed);
    const std::vector<SliceDemand> slices = RandomSlices(random, 30);
    GroupRules rules = RandomGroups(dice, 40);
    std::vector<std::size_t> group_of;
    for (GroupRule& rule : rules.groups) rule.max_share.reset();
    for (std::size_t i = 0; i < slices.size(); ++i) {
      group_of.push_back(dice.Below(rules.groups.size()));
    }
    for (const v1::AllocationKind kind : {kWeighted, kNeyman, kPower, kEqual, kByScore}) {
      Slots before(slices.size(), 0);
      for (uint64_t batch = 0; batch <= 70; ++batch) {
        const Slots slots =
            SlotsOf(Apportion(kind, slices, batch, GroupRoom(rules, group_of, batch)));
        for (size_t i = 0; i < slots.size(); ++i) ASSERT_GE(slots[i], before[i]) << batch;
        before = slots;
      }
    }
  }
}

TEST(Quota, LetsTwoSharesThatGrowTogetherTakeASlotFromOutside) {
  GroupRules rules;
  rules.groups.resize(2);
  rules.groups[0].max_share = 500'000;
  rules.groups[1].max_share = 400'000;
  const std::vector<std::size_t> group_of = {0, 1, kNoGroup};
  const std::vector<SliceDemand> slices = {Demand(100), Demand(100), Demand(1)};
  const auto at = [&](uint64_t batch) {
    return SlotsOf(Apportion(kWeighted, slices, batch, GroupRoom(rules, group_of, batch)));
  };
  EXPECT_THAT(at(9), ElementsAre(4, 3, 2));
  EXPECT_THAT(at(10), ElementsAre(5, 4, 1));
}

TEST(Shortfall, BlamesTheGroupThatIsFull) {
  GroupRules rules;
  rules.groups.resize(1);
  rules.groups[0].max = 4;
  const GroupRoom room(rules, {0, 0, kNoGroup}, 30);
  const std::vector<SliceQuota> quotas =
      Apportion(kEqual, {Demand(0), Demand(0, 1), Demand(0)}, 30, room);
  EXPECT_THAT(SlotsOf(quotas), ElementsAre(3, 1, 26));
  EXPECT_EQ(quotas[0].asked, 10u);
  EXPECT_EQ(quotas[0].shortfall, 7u);
  EXPECT_EQ(quotas[0].reason, v1::SHORTFALL_REASON_GROUP_CAPACITY);
  EXPECT_EQ(quotas[1].reason, v1::SHORTFALL_REASON_NO_SUPPLY) << "it has no other candidate";
  EXPECT_EQ(quotas[2].reason, v1::SHORTFALL_REASON_UNSPECIFIED);
}

TEST(Quota, GivesTiesToTheFirst) {
  EXPECT_THAT(SlotsOf(Apportion(kEqual, {Demand(0), Demand(0)}, 3)), ElementsAre(2, 1));
  EXPECT_THAT(SlotsOf(Apportion(kNeyman, {Demand(1), Demand(9)}, 1)), ElementsAre(1, 0))
      << "both are infinitely far from their share";
}

// Largest remainder gives the small slice 2 slots of 10 and 1 of 11 (the Alabama paradox).
TEST(Quota, IsNotLargestRemainder) {
  const std::vector<SliceDemand> slices = {Demand(6), Demand(6), Demand(2)};
  EXPECT_THAT(SlotsOf(Apportion(kWeighted, slices, 10)), ElementsAre(5, 4, 1));
  EXPECT_THAT(SlotsOf(Apportion(kWeighted, slices, 11)), ElementsAre(5, 5, 1));
  EXPECT_THAT(SlotsOf(Apportion(kWeighted, slices, 12)), ElementsAre(5, 5, 2));
}

TEST(Quota, GivesASliceOfWeightZeroItsMinimumAlone) {
  SliceDemand zero = Demand(0);
  zero.rule.min = 2;
  EXPECT_THAT(SlotsOf(Apportion(kWeighted, {zero, Demand(1, 3)}, 10)), ElementsAre(2, 3));
  EXPECT_THAT(SlotsOf(Apportion(kNeyman, {zero, Demand(1, 3)}, 10)), ElementsAre(2, 3));
}

TEST(Quota, ComparesTheLargestWeightsExactly) {
  constexpr uint64_t kHuge = uint64_t{1} << 63;
  EXPECT_THAT(SlotsOf(Apportion(kNeyman, {Demand(kHuge), Demand(kHuge + 1)}, 3)),
              ElementsAre(1, 2));
  EXPECT_THAT(SlotsOf(Apportion(kWeighted, {Demand(kHuge), Demand(kHuge + 1)}, 3)),
              ElementsAre(1, 2));
  constexpr uint64_t kSquareBeyond64Bits = uint64_t{1} << 33;
  EXPECT_THAT(SlotsOf(Apportion(kNeyman,
                                {Demand(kSquareBeyond64Bits / 2), Demand(kSquareBeyond64Bits)}, 3)),
              ElementsAre(1, 2));
}

TEST(Quota, KeepsTheSmallerOfMaxAndShareAndSupply) {
  SliceDemand demand = Demand(1, 50);
  demand.rule.max = 40;
  demand.rule.max_share = 350'000;
  EXPECT_EQ(Apportion(kEqual, {demand}, 100)[0].hi, 35u);
  EXPECT_EQ(Apportion(kEqual, {demand}, 99)[0].hi, 34u) << "rounded down";
  EXPECT_EQ(Apportion(kEqual, {demand}, 1000)[0].hi, 40u);
  demand.supply.eligible = 30;
  EXPECT_EQ(Apportion(kEqual, {demand}, 1000)[0].hi, 30u);
  demand.rule.min = 90;
  EXPECT_EQ(Apportion(kEqual, {demand}, 1000)[0].lo, 30u);
}

TEST(Quota, GivesOutMinimaAloneUnderByScore) {
  SliceDemand needy = Demand(0);
  needy.rule.min = 3;
  const std::vector<SliceQuota> quotas = Apportion(kByScore, {needy, Demand(0)}, 10);
  EXPECT_THAT(SlotsOf(quotas), ElementsAre(3, 0));
  EXPECT_EQ(quotas[1].hi, 10u);
  EXPECT_EQ(quotas[1].shortfall, 0u);
}

TEST(Shortfall, ComparesWithWhatEndlessSupplyWouldGive) {
  const std::vector<SliceQuota> quotas = Apportion(kEqual, {Demand(0, 10), Demand(0, 100)}, 60);
  EXPECT_THAT(SlotsOf(quotas), ElementsAre(10, 50));
  EXPECT_EQ(quotas[0].asked, 30u);
  EXPECT_EQ(quotas[0].shortfall, 20u);
  EXPECT_EQ(quotas[0].reason, v1::SHORTFALL_REASON_NO_SUPPLY);
  EXPECT_EQ(quotas[1].shortfall, 0u);
  EXPECT_EQ(quotas[1].reason, v1::SHORTFALL_REASON_UNSPECIFIED);
}

TEST(Shortfall, BlamesTheBatchThatMinimaDoNotFitInto) {
  SliceDemand first = Demand(1);
  SliceDemand second = Demand(1);
  first.rule.min = 8;
  second.rule.min = 8;
  second.rule.priority_class = 1;
  const std::vector<SliceQuota> quotas = Apportion(kWeighted, {first, second}, 10);
  EXPECT_THAT(SlotsOf(quotas), ElementsAre(8, 2));
  EXPECT_EQ(quotas[1].shortfall, 6u);
  EXPECT_EQ(quotas[1].reason, v1::SHORTFALL_REASON_BATCH_TOO_SMALL);
}

TEST(Shortfall, NamesWhatKeepsCandidatesOut) {
  EXPECT_EQ(SupplyReason({5, 0, 0}, 5), v1::SHORTFALL_REASON_UNSPECIFIED);
  EXPECT_EQ(SupplyReason({4, 0, 0}, 5), v1::SHORTFALL_REASON_NO_SUPPLY);
  EXPECT_EQ(SupplyReason({4, 1, 9}, 5), v1::SHORTFALL_REASON_LEASED);
  EXPECT_EQ(SupplyReason({2, 1, 2}, 5), v1::SHORTFALL_REASON_FILTERED);
  EXPECT_EQ(SupplyReason({2, 1, 1}, 5), v1::SHORTFALL_REASON_NO_SUPPLY);
  EXPECT_EQ(SupplyReason({0, 1, 2}, 5), v1::SHORTFALL_REASON_FILTERED) << "all that it has";
  EXPECT_EQ(SupplyReason({0, 2, 1}, 5), v1::SHORTFALL_REASON_LEASED) << "most of what it has";
}

}  // namespace
}  // namespace winnow::selection
