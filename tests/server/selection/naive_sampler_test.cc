// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// EXPLOIT and FILL against a sampler that scans and sorts all candidates (selection.md S5.1, S5.2).
#include "tests/server/selection/naive_sampler.h"

#include <cstdint>
#include <cstdio>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/selection/sampler.h"
#include "tests/testing/seed.h"

namespace winnow::selection {
namespace {

TEST(NaiveSampler, TakesTheSameInExploitAndFill) {
  const uint64_t seed = winnow::testing::Seed();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  std::map<v1::Arm, uint64_t> items;
  for (uint64_t i = 0; i < 2000; ++i) {
    SCOPED_TRACE(absl::StrCat("seed ", seed, " case ", i));
    const RandomCase random = MakeRandomCase(seed + i);
    const TestFrame frame(random.policy, random.pool, i);
    const Frame pool = frame.frame();
    const DrawRequest request = {random.batch, seed, {}};
    InlineExecutor executor;
    std::vector<NaiveItem> drawn;
    for (const DrawItem& item : Draw(random.policy, pool, request, executor).items) {
      if (item.arm != v1::ARM_EXPLORE) drawn.push_back({item.no, item.arm});
      ++items[item.arm];
    }
    const SlotPlan plan(random.policy, pool, request);
    ASSERT_EQ(drawn, DrawNaively(random.policy, frame, plan, random.batch));
  }
  EXPECT_GT(items[v1::ARM_EXPLOIT], 10'000u);
  EXPECT_GT(items[v1::ARM_FILL], 100u);
}

}  // namespace
}  // namespace winnow::selection
