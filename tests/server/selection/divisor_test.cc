// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Divisor methods (selection.md S4.1): the fast race against one slot after the other, with and
// without groups.
#include "server/selection/divisor.h"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/server/selection/random_groups.h"
#include "tests/server/selection/slow_divisor.h"
#include "tests/server/selection/test_frame.h"
#include "tests/testing/seed.h"

namespace winnow::selection {
namespace {

uint64_t RandomWeight(Dice& dice, uint64_t kind) {
  switch (kind) {
    case 0:
      return 1'000'000;
    case 1:
      return 1 + dice.Below(3);
    case 2:
      return 1 + dice.Below(1'000'000);
    case 3:  // few apart, so that many priorities are almost equal
      return (uint64_t{1} << 62) + dice.Below(1000);
    case 4:
      return uint64_t{1} << dice.Below(64);
    default:
      return dice.Chance(20) ? 0 : 1 + dice.Below(9);
  }
}

struct Case {
  std::vector<Lane> lanes;
  uint64_t slots = 0;
};

Case RandomCase(Dice& dice, uint64_t most_lanes) {
  Case random;
  const uint64_t kind = dice.Below(6);
  const uint64_t lanes = 1 + dice.Below(most_lanes);
  const uint64_t reach = 1 + dice.Below(dice.Chance(50) ? 4 : 40);
  const bool is_bound = dice.Chance(70);
  const bool has_minima = dice.Chance(40);
  const bool holds = dice.Chance(30);
  for (uint64_t i = 0; i < lanes; ++i) {
    Lane lane;
    lane.weight = RandomWeight(dice, kind);
    lane.hi = is_bound ? dice.Below(reach + 1) : 1'000'000;
    if (has_minima) lane.lo = dice.Below(std::min<uint64_t>(lane.hi, 5) + 1);
    if (holds) lane.held = dice.Below(std::min<uint64_t>(lane.hi, 5) + 1);
    lane.priority_class = static_cast<uint32_t>(dice.Below(3));
    random.lanes.push_back(lane);
  }
  random.slots = dice.Below(lanes * (is_bound ? reach : 3) + 2);
  return random;
}

TEST(GiveSlots, GivesWhatOneSlotAfterTheOtherGives) {
  const uint64_t seed = winnow::testing::Seed();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  for (int i = 0; i < 20'000; ++i) {
    const Case random = RandomCase(dice, i % 100 == 0 ? 300 : 12);
    for (const Divisor divisor : {Divisor::kWebster, Divisor::kNeyman}) {
      ASSERT_EQ(GiveSlots(divisor, random.lanes, random.slots),
                GiveSlotsSlowly(divisor, random.lanes, random.slots))
          << "seed " << seed << " case " << i;
    }
  }
}

TEST(GiveSlots, PassesOverLanesInFullGroupsAsOneSlotAfterTheOtherDoes) {
  const uint64_t seed = winnow::testing::Seed();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  uint64_t bound = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Case random = RandomCase(dice, i % 100 == 0 ? 300 : 12);
    const GroupRoom room = RandomGroupRoom(dice, random.lanes.size(), random.slots);
    for (const Divisor divisor : {Divisor::kWebster, Divisor::kNeyman}) {
      const std::vector<uint64_t> given = GiveSlots(divisor, random.lanes, random.slots, room);
      ASSERT_EQ(given, GiveSlotsSlowly(divisor, random.lanes, random.slots, room))
          << "seed " << seed << " case " << i;
      bound += given != GiveSlots(divisor, random.lanes, random.slots) ? 1 : 0;
    }
  }
  EXPECT_GT(bound, 2000u);
}

// S10: for fixed lo, hi and capacities.
TEST(GiveSlots, NeverTakesASlotAwayForOneMore) {
  const uint64_t seed = winnow::testing::Seed();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  for (int i = 0; i < 300; ++i) {
    const Case random = RandomCase(dice, 12);
    const GroupRoom room = RandomGroupRoom(dice, random.lanes.size(), random.slots);
    for (const Divisor divisor : {Divisor::kWebster, Divisor::kNeyman}) {
      std::vector<uint64_t> before(random.lanes.size(), 0);
      for (uint64_t slots = 0; slots <= random.slots; ++slots) {
        const std::vector<uint64_t> given = GiveSlots(divisor, random.lanes, slots, room);
        for (size_t lane = 0; lane < given.size(); ++lane) {
          ASSERT_GE(given[lane], before[lane]) << "seed " << seed << " case " << i;
        }
        before = given;
      }
    }
  }
}

}  // namespace
}  // namespace winnow::selection
