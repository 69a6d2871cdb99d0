// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/plot_scale.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winnow::release {
namespace {

using ::testing::ElementsAre;

v1::Comparison Between(double lower, double change, double upper) {
  v1::Comparison comparison;
  comparison.set_lower(lower);
  comparison.set_change(change);
  comparison.set_upper(upper);
  comparison.set_budget(0.02);
  return comparison;
}

PlotScale ScaleOf(const std::vector<v1::Comparison>& comparisons) {
  std::vector<ShownComparison> shown;
  for (const v1::Comparison& comparison : comparisons) shown.push_back({&comparison, false});
  return PlotScale(shown, 100, 500);
}

std::vector<std::string> TextsOf(const PlotScale& scale) {
  std::vector<std::string> texts;
  for (const PlotScale::Mark& mark : scale.marks()) texts.push_back(mark.text);
  return texts;
}

TEST(PlotScale, MarksRoundNumbersOfPoints) {
  EXPECT_THAT(TextsOf(ScaleOf({Between(-0.02, 0.01, 0.04)})),
              ElementsAre("-2", "-1", "0", "+1", "+2", "+3", "+4"));
}

TEST(PlotScale, ShowsZeroEstimatesAndBudgets) {
  const PlotScale scale = ScaleOf({Between(0.3, 0.4, 0.5)});
  for (const double change : {0.0, 0.02, 0.4}) {
    EXPECT_FALSE(scale.IsBelow(change) || scale.IsAbove(change)) << change;
  }
}

TEST(PlotScale, LetsOneWildIntervalOfTenLeaveThePlot) {
  std::vector<v1::Comparison> comparisons(9, Between(-0.01, 0.01, 0.02));
  comparisons.push_back(Between(-0.09, 0.02, 0.11));
  const PlotScale scale = ScaleOf(comparisons);
  EXPECT_TRUE(scale.IsBelow(-0.09));
  EXPECT_TRUE(scale.IsAbove(0.11));
  EXPECT_EQ(scale.At(-0.09), 100);
  EXPECT_EQ(scale.At(0.11), 500);
  EXPECT_GT(scale.At(0.02) - scale.At(0), 200) << "what is left can be read";
}

TEST(PlotScale, LetsWhatIsFarAwayLeaveThePlot) {
  const PlotScale scale = ScaleOf({Between(-0.01, 0.01, 0.02), Between(-5, 0.02, 7)});
  EXPECT_TRUE(scale.IsBelow(-5));
  EXPECT_TRUE(scale.IsAbove(7));
  EXPECT_FALSE(scale.IsBelow(-0.05));
}

TEST(PlotScale, HasAWidthWhereNothingChanges) {
  v1::Comparison comparison;
  comparison.set_change(0);
  const PlotScale scale = ScaleOf({comparison});
  EXPECT_GT(scale.At(0), 99);
  EXPECT_LT(scale.At(0), 501);
  EXPECT_FALSE(scale.marks().empty());
}

}  // namespace
}  // namespace winnow::release
