// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Draws under nested group capacities (selection.md S4.1, S5.3).
#include <cstdint>
#include <cstdio>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/selection/sampler.h"
#include "tests/server/selection/naive_sampler.h"
#include "tests/server/selection/random_groups.h"
#include "tests/testing/seed.h"

namespace winnow::selection {
namespace {

// Runs `check(random, frame, request, result)` on random draws with groups.
template <typename Check>
void ForEachDraw(uint64_t cases, Check check) {
  const uint64_t seed = winnow::testing::Seed();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  for (uint64_t i = 0; i < cases; ++i) {
    SCOPED_TRACE(absl::StrCat("seed ", seed, " case ", i));
    RandomCase random = MakeRandomCase(seed + i);
    GiveGroups(dice, random);
    const TestFrame frame(random.policy, random.pool, i);
    const DrawRequest request = {random.batch, seed + i, {}};
    InlineExecutor executor;
    check(random, frame, request, Draw(random.policy, frame.frame(), request, executor));
    if (::testing::Test::HasFatalFailure()) return;
  }
}

TEST(GroupDraw, TakesWhatTheNaiveSamplerTakes) {
  ForEachDraw(2000, [](const RandomCase& random, const TestFrame& frame, const DrawRequest& request,
                       const DrawResult& result) {
    std::vector<NaiveItem> drawn;
    for (const DrawItem& item : result.items) {
      if (item.arm != v1::ARM_EXPLORE) drawn.push_back({item.no, item.arm});
    }
    const Frame pool = frame.frame();
    const SlotPlan plan(random.policy, pool, request);
    ASSERT_EQ(drawn, DrawNaively(random.policy, frame, plan, random.batch));
  });
}

TEST(GroupDraw, NeverExceedsACapacityAndFillsWhatThereIsRoomFor) {
  uint64_t full = 0;
  ForEachDraw(4000, [&](const RandomCase& random, const TestFrame& frame,
                        const DrawRequest& request, const DrawResult& result) {
    const GroupRules& rules = random.policy.groups;
    std::vector<uint64_t> items(rules.groups.size(), 0);
    for (const DrawItem& item : result.items) {
      const auto found = rules.of_slice.find(frame.slice_id(item.slice));
      if (found == rules.of_slice.end()) continue;
      for (std::size_t g = found->second; g != kNoGroup; g = rules.groups[g].parent) ++items[g];
    }
    for (std::size_t g = 0; g < items.size(); ++g) {
      ASSERT_LE(items[g], rules.groups[g].CapacityOf(random.batch));
      full += items[g] > 0 && items[g] == rules.groups[g].CapacityOf(random.batch) ? 1 : 0;
    }
    if (random.policy.exploration.share == 0 && !random.policy.caps.empty()) return;
    const Frame pool = frame.frame();
    const SlotPlan plan(random.policy, pool, request);
    ASSERT_EQ(result.items.size(), plan.exploit_slots() + plan.explore_slots());
  });
  EXPECT_GT(full, 500u);
}

}  // namespace
}  // namespace winnow::selection
