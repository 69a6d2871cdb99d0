// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "server/release/agreement/gold_passes.h"
#include "server/release/agreement/pairwise_agreement.h"
#include "server/release/agreement/scale.h"
#include "tests/server/release/agreement/dice.h"
#include "tests/testing/seed.h"

namespace winnow::release {
namespace {

TEST(Pairwise, CountsEveryPairOfAUnit) {
  PairwiseAgreement sums;
  ASSERT_TRUE(sums.AddUnit({1, 1, 2}, 0).ok());  // one of three
  ASSERT_TRUE(sums.AddUnit({0, 0}, 0).ok());
  ASSERT_TRUE(sums.AddUnit({5}, 0).ok());
  ASSERT_TRUE(sums.AddUnit({}, 0).ok());
  EXPECT_EQ(sums.pairs, 4u);
  EXPECT_EQ(sums.agreeing, 2u);
  EXPECT_EQ(*sums.Share(), 0.5);
}

TEST(Pairwise, AgreesUpToTheToleranceButForRounding) {
  PairwiseAgreement sums;
  ASSERT_TRUE(sums.AddUnit({0.3, 0.4}, 0.1).ok());  // 0.4 - 0.3 is a little more than 0.1
  ASSERT_TRUE(sums.AddUnit({0.3, 0.4001}, 0.1).ok());
  EXPECT_EQ(sums.agreeing, 1u);
}

TEST(Pairwise, IsWhatComparingEachPairGives) {
  const uint32_t seed = testing::Seed();
  SCOPED_TRACE(seed);
  Dice dice(seed);
  PairwiseAgreement sums;
  PairwiseAgreement naive;
  for (int trial = 0; trial < 500; ++trial) {
    std::vector<double> unit(dice.Below(9));
    for (double& value : unit) value = static_cast<double>(dice.Below(8));
    const double tolerance = static_cast<double>(dice.Below(4));
    ASSERT_TRUE(sums.AddUnit(unit, tolerance).ok());
    for (std::size_t i = 0; i < unit.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        ++naive.pairs;
        naive.agreeing += std::abs(unit[i] - unit[j]) <= tolerance ? 1 : 0;
      }
    }
  }
  EXPECT_EQ(sums.pairs, naive.pairs);
  EXPECT_EQ(sums.agreeing, naive.agreeing);
}

TEST(Pairwise, HasNoShareWithoutPairsAndRefusesWhatIsNoNumber) {
  PairwiseAgreement sums;
  EXPECT_FALSE(sums.Share().has_value());
  EXPECT_FALSE(sums.AddUnit({1, std::nan("")}, 0).ok());
  EXPECT_FALSE(sums.AddUnit({1, 2}, -1).ok());
  EXPECT_FALSE(sums.AddUnit({1, 2}, std::nan("")).ok());
  EXPECT_EQ(sums.pairs, 0u);
}

// Newcombe, Statistics in Medicine 17, 1998, 857-872, table I, method 3.
TEST(Gold, IntervalsAreThePublishedOnesOfWilson) {
  EXPECT_NEAR(WilsonInterval(81, 263).lower, 0.2553, 5e-5);
  EXPECT_NEAR(WilsonInterval(81, 263).upper, 0.3662, 5e-5);
  EXPECT_NEAR(WilsonInterval(15, 148).lower, 0.0624, 5e-5);
  EXPECT_NEAR(WilsonInterval(15, 148).upper, 0.1605, 5e-5);
  EXPECT_EQ(WilsonInterval(0, 20).lower, 0);
  EXPECT_NEAR(WilsonInterval(0, 20).upper, 0.1611, 5e-5);
  EXPECT_NEAR(WilsonInterval(1, 29).lower, 0.0061, 5e-5);
  EXPECT_NEAR(WilsonInterval(1, 29).upper, 0.1718, 5e-5);
}

TEST(Gold, IntervalEndsSolveWilsonsEquation) {
  constexpr double kZ = 1.959963984540054;
  for (const uint64_t passed : {1, 7, 40, 99}) {
    const Interval interval = WilsonInterval(passed, 100);
    for (const double end : {interval.lower, interval.upper}) {
      const double share = static_cast<double>(passed) / 100;
      EXPECT_NEAR((share - end) * (share - end), kZ * kZ * end * (1 - end) / 100, 1e-12);
    }
  }
  EXPECT_EQ(WilsonInterval(100, 100).upper, 1);
  EXPECT_EQ(WilsonInterval(0, 0).lower, 0);
  EXPECT_EQ(WilsonInterval(0, 0).upper, 1);
}

TEST(Gold, PassesWithinTheTolerance) {
  GoldPasses gold;
  EXPECT_FALSE(gold.Rate().has_value());
  ASSERT_TRUE(gold.Add(3, 3, 0).ok());
  ASSERT_TRUE(gold.Add(3, 4, 0).ok());
  ASSERT_TRUE(gold.Add(3, 4, 1).ok());
  ASSERT_TRUE(gold.Add(0.4, 0.3, 0.1).ok());
  EXPECT_FALSE(gold.Add(std::nan(""), 0, 0).ok());
  EXPECT_FALSE(gold.Add(0, std::nan(""), 0).ok());
  EXPECT_FALSE(gold.Add(0, 0, -1).ok());
  EXPECT_EQ(gold.judged, 4u);
  EXPECT_EQ(gold.passed, 3u);
  GoldPasses more = gold;
  more.Merge(gold);
  EXPECT_EQ(*more.Rate(), 0.75);
  EXPECT_LT(more.IntervalOfRate().lower, 0.75);
}

TEST(Criteria, OfCodesTolerateNothing) {
  EXPECT_TRUE(CheckScale({Scale::kNominal, 0}).ok());
  EXPECT_FALSE(CheckScale({Scale::kNominal, 1}).ok());
  EXPECT_TRUE(CheckScale({Scale::kOrdinal, 1}).ok());
  EXPECT_FALSE(CheckScale({Scale::kInterval, -1}).ok());
  EXPECT_FALSE(CheckScale({Scale::kInterval, std::nan("")}).ok());
}

}  // namespace
}  // namespace winnow::release
