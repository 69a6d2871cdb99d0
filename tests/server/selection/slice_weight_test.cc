// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/slice_weight.h"

#include <limits>
#include <numeric>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace winnow::selection {
namespace {

constexpr Micros kOne = kMicrosPerUnit;

CompiledPolicy Policy() {
  CompiledPolicy policy;
  policy.slice_terms = {.coverage_gap = 1'500'000,
                        .coverage_threshold = 200'000,
                        .recent_regression = 2 * kOne,
                        .launch_weight_factor = 500'000};
  return policy;
}

SliceFacts Slice(uint64_t labeled, uint64_t target) {
  SliceFacts slice;
  slice.id = "s";
  slice.labeled = labeled;
  slice.target = target;
  return slice;
}

TEST(CoverageGap, OpensBelowTheThresholdAndNotAtIt) {
  EXPECT_TRUE(HasCoverageGap(Slice(19, 100), 200'000));
  EXPECT_FALSE(HasCoverageGap(Slice(20, 100), 200'000));
  // 1/3 is above 0.333333 and below 0.333334: no rounding of the quotient decides.
  EXPECT_FALSE(HasCoverageGap(Slice(1, 3), 333'333));
  EXPECT_TRUE(HasCoverageGap(Slice(1, 3), 333'334));
}

TEST(CoverageGap, IsClosedWithoutTargetAndOverride) {
  EXPECT_FALSE(HasCoverageGap(Slice(0, 0), kOne));
}

TEST(CoverageGap, BelievesTheOverrideAlone) {
  SliceFacts slice = Slice(0, 100);
  slice.coverage_override = 200'000;
  EXPECT_FALSE(HasCoverageGap(slice, 200'000));
  slice = Slice(100, 100);
  slice.coverage_override = 199'999;
  EXPECT_TRUE(HasCoverageGap(slice, 200'000));
}

TEST(CoverageGap, SurvivesTheLargestCounts) {
  constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
  EXPECT_TRUE(HasCoverageGap(Slice(kMost - 1, kMost), kOne));
  EXPECT_FALSE(HasCoverageGap(Slice(kMost, kMost), kOne));
}

TEST(SliceTerm, IsTheSumOfItsPartsUnderTheirNames) {
  SliceFacts slice = Slice(0, 10);
  slice.recent_regression = true;
  slice.launch_weight = 3 * kOne;
  const std::vector<ScorePart> parts = ExplainSliceTerm(Policy(), slice);
  EXPECT_THAT(parts, testing::ElementsAre(ScorePart{"coverage_gap", 1'500'000, false},
                                          ScorePart{"recent_regression", 2 * kOne, false},
                                          ScorePart{"launch_weight", 1'500'000, false}));
  EXPECT_EQ(SliceTerm(Policy(), slice), 5 * kOne);
}

TEST(SliceTerm, ShowsNoPartThatThePolicyDoesNotWeigh) {
  EXPECT_THAT(ExplainSliceTerm(CompiledPolicy(), Slice(0, 10)), testing::IsEmpty());
  EXPECT_EQ(SliceTerm(CompiledPolicy(), Slice(0, 10)), 0);
}

TEST(SliceWeight, IsLaunchWeightTimesOnePlusTheTerms) {
  SliceFacts slice = Slice(0, 10);
  slice.launch_weight = 2 * kOne;
  EXPECT_EQ(SliceWeight(Policy(), QuotaRule(), slice), 5'000'000u);
  slice.recent_regression = true;
  EXPECT_EQ(SliceWeight(Policy(), QuotaRule(), slice), 9'000'000u);
  EXPECT_EQ(SliceWeight(CompiledPolicy(), QuotaRule(), slice), 2'000'000u);
}

TEST(SliceWeight, IsWhatTheQuotaStatesWhereItStatesOne) {
  CompiledPolicy policy = Policy();
  QuotaRule rule;
  rule.weight = 7;
  policy.quotas.emplace("s", rule);
  EXPECT_EQ(SliceWeight(policy, policy.QuotaOf("s"), Slice(0, 10)), 7u);
}

}  // namespace
}  // namespace winnow::selection
