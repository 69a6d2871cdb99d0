// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/greg.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "tests/server/selection/test_frame.h"
#include "tests/testing/seed.h"

namespace winnow::release {
namespace {

SampledItem Drawn(Regressors x, double y, double pi) {
  SampledItem drawn;
  drawn.item.size = pi < 1 ? 1 : 0;
  drawn.item.bound = pi < 1 ? 100 : 0;
  drawn.item.x = std::move(x);
  drawn.pi = pi;
  drawn.y = y;
  return drawn;
}

Greg Fit(std::vector<SampledItem> items) {
  const std::size_t columns = items.front().item.x.size();
  return *FitGreg(*LabelledSample::Make(std::move(items), columns));
}

// Ten copies, so that labels are enough for a column.
std::vector<SampledItem> TenTimes(const std::vector<SampledItem>& items) {
  std::vector<SampledItem> all;
  for (int i = 0; i < 10; ++i) all.insert(all.end(), items.begin(), items.end());
  return all;
}

TEST(Greg, FitsBySquaresWeightedWithTheInverseProbability) {
  // sum w x y / sum w x^2 = (2*1*3 + 4*2*1) / (2*1 + 4*4) = 14 / 18.
  const Greg greg = Fit(TenTimes({Drawn({1}, 3, 0.5), Drawn({2}, 1, 0.25)}));
  EXPECT_NEAR(greg.coefficients[0], 14.0 / 18, 1e-12);
}

TEST(Greg, CountsTheMembersOfADuplicateGroup) {
  SampledItem group = Drawn({1}, 3, 0.5);
  group.item.members = 5;
  // (10*1*3 + 4*2*1) / (10*1 + 4*4) = 38 / 26.
  EXPECT_NEAR(Fit(TenTimes({group, Drawn({2}, 1, 0.25)})).coefficients[0], 38.0 / 26, 1e-12);
}

TEST(Greg, FindsTheCoefficientsOfLabelsWithoutNoise) {
  const uint64_t seed = testing::Seed();
  SCOPED_TRACE(seed);
  selection::Dice dice(seed);
  std::vector<SampledItem> items;
  for (int i = 0; i < 60; ++i) {
    const auto number = [&] { return static_cast<double>(dice.Below(2001)) / 100 - 10; };
    const Regressors x = {number(), number(), number()};
    items.push_back(Drawn(x, 0.5 * x[0] - 2 * x[1] + 0.25 * x[2], 0.1 + 0.01 * i));
  }
  const Greg greg = Fit(items);
  EXPECT_NEAR(greg.coefficients[0], 0.5, 1e-9);
  EXPECT_NEAR(greg.coefficients[1], -2, 1e-9);
  EXPECT_NEAR(greg.coefficients[2], 0.25, 1e-9);
  EXPECT_NEAR(greg.Predict({2, 1, 4}), 0, 1e-8);
}

TEST(Greg, DropsAColumnThatEarlierOnesExplain) {
  std::vector<SampledItem> items;
  for (int i = 1; i <= 60; ++i) {
    const double x = i % 7;
    const double other = i % 5;
    items.push_back(Drawn({x, 3 * x, 0, other}, 2 * x + other, 0.5));
  }
  const Greg greg = Fit(items);
  EXPECT_NEAR(greg.coefficients[0], 2, 1e-9);
  EXPECT_EQ(greg.coefficients[1], 0);
  EXPECT_EQ(greg.coefficients[2], 0);
  EXPECT_NEAR(greg.coefficients[3], 1, 1e-9);
}

TEST(Greg, TakesNoMoreColumnsThanLabelsSupport) {
  std::vector<SampledItem> items;
  for (int i = 0; i < 3 * kLabelsPerColumn; ++i) {
    const double a = 1 + i % 3;
    const double b = 1 + i % 4;
    const double c = 1 + i % 5;
    items.push_back(Drawn({a, b, c}, a + b + c, 0.5));
  }
  EXPECT_NE(Fit(items).coefficients[2], 0);
  items.back().item.x = {0, 0, 0};  // says nothing of any column
  EXPECT_NE(Fit(items).coefficients[1], 0);
  EXPECT_EQ(Fit(items).coefficients[2], 0);
  items.resize(kLabelsPerColumn - 1);
  EXPECT_EQ(Fit(items).coefficients, Regressors({0, 0, 0}));
}

TEST(Greg, CountsUnusableItemsAndLeavesMissingOnesOut) {
  SampledItem unusable = Drawn({1}, 0, 0.5);
  unusable.outcome = Outcome::kUnusable;
  SampledItem missing = Drawn({1}, 0, 0.5);
  missing.outcome = Outcome::kMissing;
  const SampledItem labelled = Drawn({1}, 3, 0.5);
  EXPECT_NEAR(Fit(TenTimes({labelled, missing})).coefficients[0], 3, 1e-12);
  EXPECT_NEAR(Fit(TenTimes({labelled, unusable})).coefficients[0], 1.5, 1e-12);
}

TEST(Greg, HasNoCoefficientsOtherThanZeroWithoutLabels) {
  const auto sample = LabelledSample::Make({}, 2);
  ASSERT_TRUE(sample.ok());
  EXPECT_EQ(FitGreg(*sample)->coefficients, Regressors({0, 0}));
}

TEST(Greg, RefusesNumbersWhoseSquaresOverflow) {
  const auto sample =
      LabelledSample::Make(TenTimes({Drawn({1e200}, 1, 0.5), Drawn({1e-3}, 1, 0.5)}), 1);
  ASSERT_TRUE(sample.ok());
  EXPECT_EQ(FitGreg(*sample).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Greg, ReleaseRegressorsAreThoseOfTheShippedPolicy) {
  EXPECT_EQ(ReleaseRegressors(4, 0.25, -2), Regressors({4, 1, -2}));
}

}  // namespace
}  // namespace winnow::release
