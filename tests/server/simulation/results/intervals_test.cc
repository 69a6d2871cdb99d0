// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/intervals.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "server/simulation/results/mcnemar.h"

namespace winnow::simulation {
namespace {

constexpr double kNear = 5e-5;

class Draws {
 public:
  double Uniform() { return (static_cast<double>(engine_() >> 12) + 0.5) / 4503599627370496.0; }
  double Normal() {
    const double radius = std::sqrt(-2 * std::log(Uniform()));
    return radius * std::cos(2 * 3.14159265358979323846 * Uniform());
  }

 private:
  std::mt19937_64 engine_{11};
};

TEST(MeanTest, AMeanHasStudentsInterval) {
  // s = 1.290994, t = 3.182446 with 3 degrees (printed tables).
  const auto figure = MeanOf({1, 2, 3, 4});
  ASSERT_TRUE(figure.has_value() && figure->bounds.has_value());
  EXPECT_DOUBLE_EQ(figure->value, 2.5);
  EXPECT_NEAR(figure->bounds->high, 2.5 + 3.182446 * 1.290994 / 2, 1e-5);
  EXPECT_NEAR(figure->bounds->low, 2.5 - 3.182446 * 1.290994 / 2, 1e-5);
}

TEST(MeanTest, OfNothingThereIsNoneAndOfOneNoInterval) {
  EXPECT_FALSE(MeanOf({}).has_value());
  const auto one = MeanOf({7});
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(one->value, 7);
  EXPECT_FALSE(one->bounds.has_value());
}

// A count of 0 or more has no negative one.
TEST(MeanTest, AnIntervalEndsAtZero) {
  const auto figure = MeanOf({0, 0, 0, 3});
  EXPECT_EQ(figure->bounds->low, 0);
  EXPECT_GT(figure->bounds->high, 0.75);
}

// In 4 replicates without any, there may be some in the next: the spread of 0 is no certainty.
TEST(MeanTest, OfNothingButZeroThereIsNoInterval) {
  EXPECT_EQ(MeanOf({0, 0, 0, 0})->value, 0);
  EXPECT_FALSE(MeanOf({0, 0, 0, 0})->bounds.has_value());
  EXPECT_EQ(MeanOf({7, 7})->bounds->low, 7);
}

TEST(MeanTest, TheIntervalOfAMeanCovers95Percent) {
  Draws draws;
  int inside = 0;
  for (int trial = 0; trial < 4'000; ++trial) {
    std::vector<double> values(6);
    for (double& value : values) value = 3 + draws.Normal();
    const Bounds bounds = MeanOf(values)->bounds.value();
    inside += bounds.low <= 3 && 3 <= bounds.high ? 1 : 0;
  }
  EXPECT_NEAR(inside / 4'000.0, 0.95, 0.012);
}

TEST(PairedRatioTest, TheIntervalIsThatOfCovariances) {
  // The same variance as (s_y^2 + R^2 s_x^2 - 2 R s_xy) / (n x^2), worked out by hand.
  const std::vector<double> y = {2, 3, 5, 4};
  const std::vector<double> x = {4, 5, 8, 7};
  const auto figure = PairedRatio(y, x);
  ASSERT_TRUE(figure.has_value() && figure->bounds.has_value());
  const double ratio = 14.0 / 24;
  const double variance =
      (5.0 / 3 + ratio * ratio * (10.0 / 3) - 2 * ratio * (7.0 / 3)) / (4 * 36.0);
  EXPECT_DOUBLE_EQ(figure->value, ratio);
  EXPECT_NEAR(figure->bounds->high, ratio + 3.182446 * std::sqrt(variance), 1e-6);
  EXPECT_NEAR(figure->bounds->low, ratio - 3.182446 * std::sqrt(variance), 1e-6);
}

TEST(PairedRatioTest, ThereIsNoRatioToNothing) {
  EXPECT_FALSE(PairedRatio({}, {}).has_value());
  EXPECT_FALSE(PairedRatio({1, 2}, {0, 0}).has_value());
  const auto zero = PairedRatio({0, 0}, {1, 2});
  ASSERT_TRUE(zero.has_value());
  EXPECT_EQ(zero->value, 0);
  EXPECT_FALSE(zero->bounds.has_value()) << "none in two replicates is not none ever";
}

TEST(PairedRatioTest, OfEqualPairsTheRatioIsExact) {
  const auto figure = PairedRatio({1, 5, 9}, {2, 10, 18});
  EXPECT_DOUBLE_EQ(figure->bounds->low, 0.5);
  EXPECT_DOUBLE_EQ(figure->bounds->high, 0.5);
}

TEST(PairedRatioTest, TheIntervalOfARatioCoversAbout95Percent) {
  Draws draws;
  int inside = 0;
  for (int trial = 0; trial < 3'000; ++trial) {
    std::vector<double> y(40);
    std::vector<double> x(40);
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double shared = draws.Normal();
      x[i] = std::exp(0.3 * shared + 0.2 * draws.Normal());
      y[i] = 0.4 * std::exp(0.3 * shared + 0.2 * draws.Normal());  // of the same distribution
    }
    const Bounds bounds = PairedRatio(y, x)->bounds.value();
    inside += bounds.low <= 0.4 && 0.4 <= bounds.high ? 1 : 0;
  }
  EXPECT_NEAR(inside / 3'000.0, 0.95, 0.015);
}

struct WilsonCase {
  uint64_t count;
  uint64_t of;
  double low;
  double high;
};

// Table I of Newcombe, Statistics in Medicine 17, 1998, method 3.
TEST(ShareTest, SharesHaveTheIntervalsOfNewcombesTable) {
  for (const WilsonCase& known : {WilsonCase{81, 263, 0.2553, 0.3662},
                                  {15, 148, 0.0624, 0.1605},
                                  {0, 20, 0.0, 0.1611},
                                  {1, 29, 0.0061, 0.1718}}) {
    const Bounds bounds = ShareOf(known.count, known.of)->bounds();
    EXPECT_NEAR(bounds.low, known.low, kNear);
    EXPECT_NEAR(bounds.high, known.high, kNear);
  }
}

TEST(ShareTest, OfNoneThereIsNoShareAndOfAllItEndsAtOne) {
  EXPECT_FALSE(ShareOf(0, 0).has_value());
  EXPECT_EQ(ShareOf(8, 8)->value(), 1);
  EXPECT_EQ(ShareOf(8, 8)->bounds().high, 1);
  EXPECT_NEAR(ShareOf(20, 20)->bounds().low, 1 - 0.1611, kNear);
}

TEST(QuantileTest, QuantilesAreLinearBetweenValues) {
  EXPECT_DOUBLE_EQ(QuantileOf({1, 2, 3, 4}, 0.25), 1.75);  // as R's quantile(1:4, 0.25)
  EXPECT_DOUBLE_EQ(QuantileOf({1, 2, 3, 4}, 1), 4);
  EXPECT_DOUBLE_EQ(QuantileOf({1, 2, 3, 4}, 0), 1);
  EXPECT_DOUBLE_EQ(QuantileOf({5}, 0.95), 5);
}

TEST(McNemarTest, FewPairsAreTestedExactly) {
  EXPECT_FALSE(McNemarPValue({0, 0}).has_value());
  EXPECT_DOUBLE_EQ(McNemarPValue({1, 9}).value(), 22.0 / 1024);  // 2 (1 + 10) / 2^10
  EXPECT_DOUBLE_EQ(McNemarPValue({9, 1}).value(), 22.0 / 1024);
  EXPECT_DOUBLE_EQ(McNemarPValue({0, 5}).value(), 2.0 / 32);
  EXPECT_DOUBLE_EQ(McNemarPValue({3, 3}).value(), 1);
  EXPECT_DOUBLE_EQ(McNemarPValue({0, 1}).value(), 1);
}

TEST(McNemarTest, ManyPairsAreTestedByChiSquare) {
  // Printed tables of chi-square with one degree: 3.841 has 0.05, 6.635 has 0.01.
  EXPECT_NEAR(McNemarPValue({30, 48}).value(), 0.05425, kNear);    // 17^2 / 78 = 3.705
  EXPECT_NEAR(McNemarPValue({100, 141}).value(), 0.00998, kNear);  // 40^2 / 241 = 6.639
  EXPECT_DOUBLE_EQ(McNemarPValue({40, 40}).value(), 1);
}

TEST(McNemarTest, BothWaysAgreeWhereTheyMeet) {
  for (uint64_t least = 4; least <= 12; ++least) {
    const double exact = McNemarPValue({least, 24 - least}).value();
    const double approximate = McNemarPValue({least, 25 - least}).value();
    const double above = McNemarPValue({least + 1, 25 - least - 1}).value();
    EXPECT_LT(approximate, exact + 0.05);
    EXPECT_GT(above, exact - 0.05);
  }
}

}  // namespace
}  // namespace winnow::simulation
