// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What each slice may take (selection.md S4, S5.0, S5.3), with nested groups.
#include "server/selection/slot_plan.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/server/selection/random_groups.h"
#include "tests/server/selection/test_frame.h"
#include "tests/testing/seed.h"

namespace winnow::selection {
namespace {

uint64_t Ceil(SlotUnits units) { return (units + kUnitsPerSlot - 1) / kUnitsPerSlot; }
uint64_t Floor(SlotUnits units) { return units / kUnitsPerSlot; }

// A plan with its groups, as the policy has them.
struct Planned {
  Planned(const RandomCase& random, const TestFrame& frame)
      : rules(random.policy.groups),
        batch(random.batch),
        pool(frame.frame()),
        plan(random.policy, pool, {random.batch, 1, {}}),
        lanes(rules.groups.size()) {
    for (std::size_t i = 0; i < plan.slices().size(); ++i) {
      const auto found = rules.of_slice.find(frame.slice_id(plan.slices()[i]));
      if (found == rules.of_slice.end()) continue;
      for (std::size_t g = found->second; g != kNoGroup; g = rules.groups[g].parent) {
        lanes[g].push_back(i);
      }
    }
  }

  uint64_t CapacityOf(std::size_t group) const { return rules.groups[group].CapacityOf(batch); }

  const GroupRules& rules;
  uint64_t batch;
  Frame pool;
  SlotPlan plan;
  std::vector<std::vector<std::size_t>> lanes;  // by group
};

template <typename Check>
void ForEachPlan(uint64_t cases, Check check) {
  const uint64_t seed = winnow::testing::Seed();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  for (uint64_t i = 0; i < cases; ++i) {
    SCOPED_TRACE(absl::StrCat("seed ", seed, " case ", i));
    RandomCase random = MakeRandomCase(seed + i);
    GiveGroups(dice, random);
    const TestFrame frame(random.policy, random.pool, i);
    check(random, frame, Planned(random, frame));
    if (::testing::Test::HasFatalFailure()) return;
  }
}

TEST(SlotPlan, LeavesRoomForFloorAndCeilInEverySliceAndGroup) {
  uint64_t bound = 0;
  ForEachPlan(4000, [&](const RandomCase& random, const TestFrame&, const Planned& p) {
    SlotUnits expected = 0;
    for (std::size_t i = 0; i < p.plan.slices().size(); ++i) {
      const SliceQuota& quota = p.plan.quotas()[i];
      const ExploitTarget& target = p.plan.exploit()[i];
      const SlotUnits explore = p.plan.explore()[i];
      expected += explore;
      ASSERT_LE(quota.lo, quota.hi);
      ASSERT_LE(quota.slots, quota.hi);
      ASSERT_LE(target.reserve, target.limit);
      ASSERT_LE(target.limit, target.ceiling);
      ASSERT_LE(target.ceiling + Ceil(explore), quota.hi);
    }
    ASSERT_EQ(expected, p.plan.explore_slots() * kUnitsPerSlot);
    ASSERT_LE(p.plan.exploit_slots() + p.plan.explore_slots(), random.batch);
    for (std::size_t g = 0; g < p.lanes.size(); ++g) {
      uint64_t slots = 0;
      uint64_t reserved = 0;
      SlotUnits draws = 0;
      for (const std::size_t i : p.lanes[g]) {
        slots += p.plan.quotas()[i].slots;
        reserved += p.plan.exploit()[i].reserve;
        draws += p.plan.explore()[i];
      }
      ASSERT_LE(slots, p.CapacityOf(g));
      ASSERT_LE(reserved + Ceil(draws), p.CapacityOf(g));
      ASSERT_EQ(p.plan.exploit_room().left(g), p.CapacityOf(g) - reserved - Ceil(draws));
      bound += slots > 0 && slots == p.CapacityOf(g) ? 1 : 0;
    }
  });
  EXPECT_GT(bound, 500u);
}

// S5.0: best scored and draws together are the whole batch, and keep the minima that fit.
TEST(SlotPlan, GivesOutAllSlotsAndKeepsMinima) {
  uint64_t open = 0;
  uint64_t below = 0;
  uint64_t plans = 0;
  ForEachPlan(8000, [&](const RandomCase& random, const TestFrame&, const Planned& p) {
    ++plans;
    uint64_t reserved = 0;
    bool is_below = false;
    for (std::size_t i = 0; i < p.plan.slices().size(); ++i) {
      const SliceQuota& quota = p.plan.quotas()[i];
      const uint64_t reserve = p.plan.exploit()[i].reserve;
      reserved += reserve;
      is_below |= reserve + Floor(p.plan.explore()[i]) < std::min(quota.lo, quota.slots);
    }
    ASSERT_LE(reserved, p.plan.exploit_slots());
    below += is_below ? 1 : 0;
    if (random.policy.allocation == v1::ALLOCATION_KIND_BY_SCORE) return;
    open += reserved < p.plan.exploit_slots() ? 1 : 0;
  });
  std::printf("%llu plans: %llu with open slots, %llu with a slice below its minimum\n",
              static_cast<unsigned long long>(plans), static_cast<unsigned long long>(open),
              static_cast<unsigned long long>(below));
  EXPECT_EQ(open, 0u);
  EXPECT_EQ(below, 0u);
}

TEST(SlotPlan, KeepsEveryGroupTogetherInTheOrderOfDraws) {
  ForEachPlan(1000, [&](const RandomCase&, const TestFrame&, const Planned& p) {
    std::vector<std::size_t> place(p.plan.slices().size());
    for (std::size_t rank = 0; rank < place.size(); ++rank) place[p.plan.draw_order()[rank]] = rank;
    for (const std::vector<std::size_t>& lanes : p.lanes) {
      if (lanes.empty()) continue;
      std::vector<std::size_t> ranks;
      for (const std::size_t i : lanes) ranks.push_back(place[i]);
      const auto [first, last] = std::minmax_element(ranks.begin(), ranks.end());
      ASSERT_EQ(*last - *first + 1, ranks.size());
    }
  });
}

TEST(SlotPlan, RaisesTheDrawsWithinSlicesAndGroups) {
  ForEachPlan(2000, [&](const RandomCase& random, const TestFrame&, const Planned& p) {
    Dice dice(random.batch);
    SlotPlan plan = p.plan;
    std::vector<uint64_t> taken;
    GroupRoom room = plan.exploit_room();
    for (std::size_t i = 0; i < plan.exploit().size(); ++i) {
      taken.push_back(dice.Below(plan.exploit()[i].reserve + 1));
      room.Return(i, plan.exploit()[i].reserve - taken[i]);
    }
    uint64_t left = plan.exploit_slots() - std::accumulate(taken.begin(), taken.end(), uint64_t{0});
    for (int tries = 0; tries < 20 && left > 0 && !taken.empty(); ++tries) {
      const std::size_t i = dice.Below(taken.size());
      if (taken[i] >= plan.exploit()[i].ceiling || !room.Has(i)) continue;
      room.Take(i);
      ++taken[i];
      --left;
    }
    const uint64_t whole = plan.exploit_slots() + plan.explore_slots();
    const uint64_t sum = std::accumulate(taken.begin(), taken.end(), uint64_t{0});
    plan.Raise(taken);
    if (random.policy.exploration.share == 0) return;
    SlotUnits expected = 0;
    for (std::size_t i = 0; i < taken.size(); ++i) {
      ASSERT_LE(taken[i] + Ceil(plan.explore()[i]), plan.quotas()[i].hi);
      expected += plan.explore()[i];
    }
    ASSERT_EQ(expected, plan.explore_slots() * kUnitsPerSlot);
    ASSERT_EQ(sum + plan.explore_slots(), whole);
    for (std::size_t g = 0; g < p.lanes.size(); ++g) {
      uint64_t have = 0;
      SlotUnits draws = 0;
      for (const std::size_t i : p.lanes[g]) {
        have += taken[i];
        draws += plan.explore()[i];
      }
      ASSERT_LE(have + Ceil(draws), p.CapacityOf(g));
    }
  });
}

// S7: numbers and order of slices mean nothing, with or without the order by id.
TEST(SlotPlan, DependsOnIdsAlone) {
  ForEachPlan(1000, [&](const RandomCase& random, const TestFrame& frame, const Planned& p) {
    const TestFrame shuffled(random.policy, random.pool, random.batch + 99);
    Frame other = shuffled.frame();
    std::vector<SliceNo> by_id(other.slices.size());
    std::iota(by_id.begin(), by_id.end(), SliceNo{0});
    std::sort(by_id.begin(), by_id.end(),
              [&](SliceNo a, SliceNo b) { return other.slices[a].id < other.slices[b].id; });
    if (random.batch % 2 == 0) other.by_id = by_id;
    DrawRequest request = {random.batch, 1, {}};
    if (random.batch % 3 == 0) request.slices.assign(by_id.rbegin(), by_id.rend());
    const SlotPlan plan(random.policy, other, request);
    ASSERT_EQ(plan.slices().size(), p.plan.slices().size());
    ASSERT_EQ(plan.explore(), p.plan.explore());
    for (std::size_t i = 0; i < plan.slices().size(); ++i) {
      ASSERT_EQ(shuffled.slice_id(plan.slices()[i]), frame.slice_id(p.plan.slices()[i]));
      ASSERT_EQ(plan.quotas()[i].slots, p.plan.quotas()[i].slots);
      ASSERT_EQ(plan.exploit()[i].reserve, p.plan.exploit()[i].reserve);
    }
  });
}

}  // namespace
}  // namespace winnow::selection
