// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/agreement/alpha.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "tests/server/release/agreement/dice.h"
#include "tests/testing/seed.h"

namespace winnow::release {
namespace {

using Unit = std::vector<double>;
using Units = std::vector<Unit>;

constexpr Scale kScales[] = {Scale::kNominal, Scale::kOrdinal, Scale::kInterval};

// Units of a table with one line per labeler; a dot is a missing value.
Units FromLines(const std::vector<std::string>& labelers) {
  Units units(labelers.front().size());
  for (const std::string& values : labelers) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i] != '.') units[i].push_back(values[i] - '0');
    }
  }
  return units;
}

AlphaSums Sum(const Units& units, Scale scale) {
  AlphaSums sums(scale);
  for (const Unit& unit : units) EXPECT_TRUE(sums.AddUnit(unit).ok());
  return sums;
}

Alpha AlphaOf(const Units& units, Scale scale) { return Sum(units, scale).Estimate(); }

// delta(a, b)^2 as Krippendorff writes it, from the numbers of values.
double Distance(double a, double b, Scale scale, const std::map<double, double>& counts) {
  if (scale == Scale::kNominal) return a == b ? 0 : 1;
  if (scale == Scale::kInterval) return (a - b) * (a - b);
  double between = 0;
  for (const auto& [value, count] : counts) {
    if (value >= std::min(a, b) && value <= std::max(a, b)) between += count;
  }
  const double distance = between - (counts.at(a) + counts.at(b)) / 2;
  return distance * distance;
}

// Sums of Distance over all pairs of values: quadratic in their number.
double NaiveAlpha(const Units& units, Scale scale) {
  Unit all;
  std::map<double, double> counts;
  for (const Unit& unit : units) {
    if (unit.size() < 2) continue;
    for (const double value : unit) {
      all.push_back(value);
      ++counts[value];
    }
  }
  const double n = static_cast<double>(all.size());
  double observed = 0;
  for (const Unit& unit : units) {
    for (std::size_t i = 0; i < unit.size(); ++i) {
      for (std::size_t j = 0; j < unit.size(); ++j) {
        if (i == j) continue;
        observed += Distance(unit[i], unit[j], scale, counts) / (unit.size() - 1.0) / n;
      }
    }
  }
  double expected = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < all.size(); ++j) {
      if (i != j) expected += Distance(all[i], all[j], scale, counts) / n / (n - 1);
    }
  }
  return 1 - observed / expected;
}

// Labelers who see a unit's level through noise, and miss some units.
Units RandomUnits(Dice& dice, bool is_fractional) {
  Units units(1 + dice.Below(40));
  const uint64_t labelers = 2 + dice.Below(5);
  const double missing = dice.Uniform();
  const double noise = 2 * dice.Uniform();
  for (Unit& unit : units) {
    const double level = 5 * dice.Uniform();
    for (uint64_t labeler = 0; labeler < labelers; ++labeler) {
      if (dice.Uniform() < missing) continue;
      const double value = level + noise * dice.Normal();
      unit.push_back(is_fractional ? value : std::round(value));
    }
  }
  return units;
}

// Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, example C: four observers and
// twelve units, of which one has a single value.
const std::vector<std::string> kFourObservers = {
    "123321412...",
    "1233224125.3",
    ".3332342251.",
    "12332441251.",
};

TEST(Alpha, IsThePublishedOneOfFourObserversWithMissingValues) {
  const Units units = FromLines(kFourObservers);
  EXPECT_NEAR(*AlphaOf(units, Scale::kNominal).alpha, 0.743, 5e-4);
  EXPECT_NEAR(*AlphaOf(units, Scale::kOrdinal).alpha, 0.815, 5e-4);
  EXPECT_NEAR(*AlphaOf(units, Scale::kInterval).alpha, 0.849, 5e-4);
  for (const Scale scale : kScales) {
    EXPECT_EQ(AlphaOf(units, scale).units, 11u);
    EXPECT_EQ(AlphaOf(units, scale).values, 40u);
  }
}

// The same paper, examples A and B: two observers without missing values.
TEST(Alpha, IsThePublishedOneOfTwoObservers) {
  const Units binary = FromLines({"0100000010", "1110010000"});
  for (const Scale scale : kScales) EXPECT_NEAR(*AlphaOf(binary, scale).alpha, 0.095, 5e-4);
  const Units nominal = FromLines({"112243335441", "212223335444"});
  EXPECT_NEAR(*AlphaOf(nominal, Scale::kNominal).alpha, 0.692, 5e-4);
}

TEST(Alpha, IsThatOfAllPairsOnRandomValues) {
  const uint32_t seed = testing::Seed();
  SCOPED_TRACE(seed);
  Dice dice(seed);
  int defined = 0;
  for (int trial = 0; trial < 300; ++trial) {
    const Units units = RandomUnits(dice, trial % 3 == 0);
    for (const Scale scale : kScales) {
      const Alpha alpha = AlphaOf(units, scale);
      const double naive = NaiveAlpha(units, scale);
      ASSERT_EQ(alpha.alpha.has_value(), std::isfinite(naive)) << trial;
      if (!alpha.alpha.has_value()) continue;
      EXPECT_NEAR(*alpha.alpha, naive, 1e-9 * (1 + std::abs(naive))) << trial;
      ++defined;
    }
  }
  EXPECT_GT(defined, 500);
}

TEST(Alpha, IsTheSameInAnyOrderOfUnitsAndLabelers) {
  Dice dice(11);
  for (int trial = 0; trial < 30; ++trial) {
    Units units = RandomUnits(dice, false);
    for (const Scale scale : kScales) {
      const Alpha before = AlphaOf(units, scale);
      for (Unit& unit : units) dice.Shuffle(unit);
      dice.Shuffle(units);
      const Alpha after = AlphaOf(units, scale);
      EXPECT_EQ(after.basis, before.basis);
      if (!before.alpha.has_value()) continue;
      EXPECT_NEAR(*after.alpha, *before.alpha, scale == Scale::kInterval ? 1e-12 : 0);
    }
  }
}

TEST(Alpha, MergesInAnyGrouping) {
  Dice dice(12);
  for (int trial = 0; trial < 30; ++trial) {
    const Units a = RandomUnits(dice, false);
    const Units b = RandomUnits(dice, false);
    const Units c = RandomUnits(dice, false);
    Units all = a;
    all.insert(all.end(), b.begin(), b.end());
    all.insert(all.end(), c.begin(), c.end());
    for (const Scale scale : kScales) {
      AlphaSums left = Sum(a, scale);
      ASSERT_TRUE(left.Merge(Sum(b, scale)).ok());
      ASSERT_TRUE(left.Merge(Sum(c, scale)).ok());
      AlphaSums right = Sum(b, scale);
      ASSERT_TRUE(right.Merge(Sum(c, scale)).ok());
      ASSERT_TRUE(right.Merge(Sum(a, scale)).ok());
      const Alpha whole = AlphaOf(all, scale);
      if (!whole.alpha.has_value()) continue;
      const double rounding = scale == Scale::kInterval ? 1e-12 : 0;
      EXPECT_NEAR(*left.Estimate().alpha, *whole.alpha, rounding);
      EXPECT_NEAR(*right.Estimate().alpha, *whole.alpha, rounding);
      EXPECT_EQ(left.Estimate().values, whole.values);
    }
  }
}

TEST(Alpha, OfValuesOnOtherScalesIsNotMixed) {
  AlphaSums sums(Scale::kNominal);
  EXPECT_EQ(sums.Merge(AlphaSums(Scale::kOrdinal)).code(), absl::StatusCode::kInvalidArgument);
}

TEST(Alpha, IsUndefinedWithoutPairableValues) {
  for (const Scale scale : kScales) {
    for (const Units& units : {Units{}, Units{{}}, Units{{1}, {2}}}) {
      const Alpha alpha = AlphaOf(units, scale);
      EXPECT_EQ(alpha.basis, AlphaBasis::kNoPairableValues);
      EXPECT_FALSE(alpha.alpha.has_value());
      EXPECT_EQ(alpha.values, 0u);
    }
  }
}

TEST(Alpha, IsUndefinedWithoutVariation) {
  for (const Scale scale : kScales) {
    const Alpha alpha = AlphaOf({{0.1, 0.1}, {0.1, 0.1, 0.1}, {7}}, scale);
    EXPECT_EQ(alpha.basis, AlphaBasis::kNoVariation);
    EXPECT_FALSE(alpha.alpha.has_value());
    EXPECT_EQ(alpha.values, 5u) << "the single value is not pairable";
  }
}

TEST(Alpha, IsOneOfPerfectAgreementAndBelowZeroOfContradiction) {
  for (const Scale scale : kScales) {
    EXPECT_EQ(*AlphaOf({{1, 1}, {2, 2}, {3, 3, 3}}, scale).alpha, 1);
    EXPECT_LT(*AlphaOf({{1, 2}, {2, 1}, {1, 2}}, scale).alpha, 0);
  }
}

TEST(Alpha, OfIntervalsIsUnmovedByALargeOffset) {
  const Units units = {{1, 2}, {3, 3.5}, {7, 6}, {2, 2}};
  Units moved = units;
  for (Unit& unit : moved) {
    for (double& value : unit) value += 1e9;
  }
  EXPECT_NEAR(*AlphaOf(moved, Scale::kInterval).alpha, *AlphaOf(units, Scale::kInterval).alpha,
              1e-9);
}

TEST(Alpha, OfAMillionDistinctValuesTakesOnePass) {
  Dice dice(13);
  AlphaSums sums(Scale::kInterval);
  for (int unit = 0; unit < 500'000; ++unit) {
    const double level = dice.Normal();
    ASSERT_TRUE(sums.AddUnit({level + dice.Normal(), level + dice.Normal()}).ok());
  }
  EXPECT_NEAR(*sums.Estimate().alpha, 0.5, 0.005) << "the share of the level in the variance";
}

TEST(Alpha, RefusesWhatIsNoNumberAndKeepsItsSums) {
  for (const double wrong : {std::nan(""), std::numeric_limits<double>::infinity(), -1e101}) {
    AlphaSums sums = Sum({{1, 1}, {2, 3}}, Scale::kInterval);
    const double before = *sums.Estimate().alpha;
    EXPECT_EQ(sums.AddUnit({1, wrong}).code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(*sums.Estimate().alpha, before);
    EXPECT_EQ(sums.Estimate().values, 4u);
  }
}

TEST(Alpha, OfTheLargestValuesDoesNotOverflow) {
  for (const Scale scale : kScales) {
    const Alpha alpha = AlphaOf({{1e100, 1e100}, {-1e100, -1e100}}, scale);
    EXPECT_EQ(*alpha.alpha, 1);
  }
}

}  // namespace
}  // namespace winnow::release
