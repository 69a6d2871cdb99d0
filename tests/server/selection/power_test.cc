// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/power.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/selection/builtin_policies.h"
#include "server/selection/cell_index.h"
#include "server/selection/sampler.h"
#include "server/selection/stable_hash.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::selection {
namespace {

CompiledPolicy ReleaseEvaluationPolicy() {
  PolicyContext context;
  context.release_under_test.emplace();
  context.release_under_test->set_baseline_release("A");
  context.release_under_test->set_candidate_release("B");
  return *CompilePolicy(*FindBuiltinPolicy("release-evaluation"), context);
}

TEST(PowerWeight, IsTheRootOfTheMeanSize) {
  const CompiledPolicy policy = ReleaseEvaluationPolicy();
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    CellIndex index(policy.range, policy.exploration);
    double sizes = 0;
    const uint32_t count = 1 + random() % 300;
    for (uint32_t no = 0; no < count; ++no) {
      const bool known_zero = random() % 3 == 0;
      const auto score = known_zero ? 0 : static_cast<Micros>(random() % (32 * kMicrosPerUnit) + 1);
      index.Insert({no, 0, score, Mix(seed, no), known_zero});
      sizes += index.buckets().SizeOf(index.BucketOf(index.At(no)));
    }
    // Ten fractional bits of a root of micro-units.
    ASSERT_NEAR(static_cast<double>(PowerWeight(index.Cells(0))), 1024 * std::sqrt(sizes / count),
                1);
  }
}

TEST(PowerWeight, IsNeverZeroForASliceWithCandidates) {
  const CompiledPolicy policy = ReleaseEvaluationPolicy();
  CellIndex index(policy.range, policy.exploration);
  EXPECT_EQ(PowerWeight(index.Cells(0)), 0u);
  for (CandidateNo no = 0; no < 1000; ++no) index.Insert({no, 0, 0, Mix(1, no), true});
  EXPECT_GE(PowerWeight(index.Cells(0)), 1u);
}

// Four times the size measure, twice the slots; the slice that cannot differ has its minimum.
TEST(PowerAllocation, SharesSlotsByTheRootOfWhatLabelsCanChange) {
  CompiledPolicy policy = ReleaseEvaluationPolicy();
  policy.exploration.size = PiecewiseLinear({{0, 0}, {32 * kMicrosPerUnit, 32 * kMicrosPerUnit}});
  Pool pool;
  for (const auto& [slice, words] : {std::pair("a", 8), std::pair("b", 2), std::pair("c", 0)}) {
    SliceFacts facts;
    facts.id = slice;
    pool.slices.push_back(facts);
    for (int i = 0; i < 400; ++i) {
      pool.records.push_back(
          {absl::StrCat(slice, i), slice, words * kMicrosPerUnit, {}, 1, words == 0});
    }
  }
  const TestFrame frame(policy, std::move(pool), 1);
  InlineExecutor executor;
  const DrawResult result = Draw(policy, frame.frame(), {187, 7, {}}, executor);
  ASSERT_EQ(result.lines.size(), 3u);
  EXPECT_NEAR(static_cast<double>(result.lines[0].filled), 120, 2);
  EXPECT_NEAR(static_cast<double>(result.lines[1].filled), 60, 2);
  EXPECT_EQ(result.lines[2].filled, 7u);
}

// What the last gate found leans the next quotas.
TEST(PowerAllocation, GivesMoreToASliceThatRegressed) {
  CompiledPolicy policy = ReleaseEvaluationPolicy();
  policy.slice_terms.recent_regression = 2 * kMicrosPerUnit;
  Pool pool;
  for (const auto& [slice, regressed] : {std::pair("a", false), std::pair("b", true)}) {
    SliceFacts facts;
    facts.id = slice;
    facts.recent_regression = regressed;
    pool.slices.push_back(facts);
    for (int i = 0; i < 400; ++i)
      pool.records.push_back({absl::StrCat(slice, i), slice, kMicrosPerUnit, {}});
  }
  const TestFrame frame(policy, std::move(pool), 1);
  InlineExecutor executor;
  const DrawResult result = Draw(policy, frame.frame(), {100, 7, {}}, executor);
  EXPECT_EQ(result.lines[0].filled, 25u);
  EXPECT_EQ(result.lines[1].filled, 75u);
}

}  // namespace
}  // namespace winnow::selection
