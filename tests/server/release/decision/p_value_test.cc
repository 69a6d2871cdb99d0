// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/p_value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/server/release/decision/random_estimate.h"
#include "tests/testing/seed.h"

namespace winnow::release {
namespace {

double LowerEnd(const ChangeEstimate& estimate, double tail) {
  return IntervalOf(estimate, Scope::kTraffic, tail)->lower;
}

class RegressionP : public ::testing::Test {
 protected:
  RegressionP() : seed_(testing::Seed()), dice_(seed_), trace_(__FILE__, __LINE__, seed_) {}

  uint32_t seed_;
  selection::Dice dice_;
  ::testing::ScopedTrace trace_;
};

TEST_F(RegressionP, IsTheTailAtWhichTheLowerEndCrossesTheBudget) {
  int inside = 0;
  for (int i = 0; i < 5000; ++i) {
    const ChangeEstimate estimate = RandomEstimate(dice_);
    const double budget = dice_.Chance(30) ? 0 : Between(dice_, 0, 0.05);
    const double p = RegressionPValue(estimate, budget);
    ASSERT_GE(p, 0);
    if (p == 1) {
      ASSERT_LE(LowerEnd(estimate, 0.5), budget + 1e-12);
      continue;
    }
    ASSERT_LE(p, 0.5);
    if (p * 1.001 < 0.5) {
      ASSERT_GT(LowerEnd(estimate, p * 1.001 + 1e-300), budget);
    }
    // A quantile far out has no more digits than the tail that it was found from.
    if (p < 1e-12) continue;
    ASSERT_LE(LowerEnd(estimate, p * 0.999), budget);
    ++inside;
  }
  EXPECT_GT(inside, 500) << "too few cases to tell anything";
}

TEST_F(RegressionP, FallsWithTheEstimateAndRisesWithTheBudget) {
  for (int i = 0; i < 2000; ++i) {
    ChangeEstimate estimate = RandomEstimate(dice_);
    const double budget = Between(dice_, 0, 0.05);
    const double p = RegressionPValue(estimate, budget);
    EXPECT_GE(RegressionPValue(estimate, budget + Between(dice_, 0, 0.02)), p);
    estimate.change += Between(dice_, 0, 0.02);
    EXPECT_LE(RegressionPValue(estimate, budget), p);
    estimate.missing_widening += 0.03;
    EXPECT_GE(RegressionPValue(estimate, budget), p);
  }
}

TEST_F(RegressionP, IsOneWhereNothingIsKnown) {
  ChangeEstimate estimate = RandomEstimate(dice_);
  estimate.change = 0.5;
  estimate.traffic = kUnknownVariance;
  EXPECT_EQ(RegressionPValue(estimate, 0), 1);
}

TEST(RegressionPValue, OfACertainChangeIsZeroAboveTheBudgetAndOneUpToIt) {
  ChangeEstimate estimate;
  estimate.change = 0.02;
  estimate.zero.all_zero = false;
  EXPECT_EQ(RegressionPValue(estimate, 0.01), 0);
  EXPECT_EQ(RegressionPValue(estimate, 0.02), 1);
  EXPECT_EQ(RegressionPValue(estimate, 0.03), 1);
}

// t = 2.4469 has a tail of 0.025 with 6 degrees of freedom.
TEST(RegressionPValue, IsThatOfATable) {
  ChangeEstimate estimate;
  estimate.change = 0.01 + 0.003 * 2.4469118511449692;
  estimate.traffic = {0.003 * 0.003, 6};
  estimate.zero.all_zero = false;
  EXPECT_NEAR(RegressionPValue(estimate, 0.01), 0.025, 1e-9);
}

// A census of items that could differ, of which no random draw tells: what is left to chance there
// is all that the zero bound knows.
TEST(RegressionPValue, OfAZeroBoundIsItsFormula) {
  ChangeEstimate estimate;
  estimate.change = 0.05;  // of items that were drawn with certainty
  estimate.zero = {true, 20, 0.2, 0};
  EXPECT_NEAR(RegressionPValue(estimate, 0.01), std::pow(1 - 0.04 / 0.2, 20), 1e-12);
  estimate.zero.reach = 0.04;
  EXPECT_EQ(RegressionPValue(estimate, 0.01), 0) << "all of it would not do";
  estimate.zero = {true, 0, 0, 0.06};
  EXPECT_EQ(RegressionPValue(estimate, 0.01), 1) << "what nobody drew from could make up for it";
}

}  // namespace
}  // namespace winnow::release
