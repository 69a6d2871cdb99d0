// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/agreement/vendor_shift.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/release/student_t.h"
#include "tests/server/release/agreement/dice.h"

namespace winnow::release {
namespace {

// A family of vendors that label the same anchors.
struct Family {
  int vendors = 3;
  int anchors = 20;
  double shift = 0;            // of vendor 0
  double missing = 0;          // chance that a vendor did not label an anchor
  double words = 0;            // 0: a mean of normal values; else errors per word at a rate of 0.1
  int anchors_of_cluster = 1;  // on average, that share an effect of each vendor
  bool is_uneven = false;      // clusters of 1 to twice as many
};

std::string NameOf(int vendor) { return absl::StrCat("v", vendor); }

AnchorSums Simulate(const Family& family, Dice& dice) {
  AnchorSums sums;
  std::vector<double> effects(static_cast<std::size_t>(family.vendors));
  int cluster = -1;
  int left = 0;  // anchors of the cluster that are to come
  for (int anchor = 0; anchor < family.anchors; ++anchor, --left) {
    const double level = 3 * dice.Normal();
    const double words = std::ceil(2 * family.words * dice.Uniform());
    const bool is_first = left == 0;
    if (is_first) {
      ++cluster;
      const auto most = static_cast<uint64_t>(2 * family.anchors_of_cluster);
      left = family.is_uneven ? static_cast<int>(1 + dice.Below(most)) : family.anchors_of_cluster;
    }
    for (int vendor = 0; vendor < family.vendors; ++vendor) {
      double& effect = effects[static_cast<std::size_t>(vendor)];
      if (is_first) effect = family.anchors_of_cluster > 1 ? dice.Normal() : 0;
      if (dice.Uniform() < family.missing) continue;
      const double shift = vendor == 0 ? family.shift : 0;
      const double amount =
          family.words > 0
              ? static_cast<double>(dice.Poisson(words * (0.1 + shift) * std::exp(effect / 4)))
              : level + shift + effect + dice.Normal();
      EXPECT_TRUE(sums.Add({.vendor = NameOf(vendor),
                            .anchor = absl::StrCat("a", anchor),
                            .cluster = absl::StrCat("c", cluster),
                            .amount = amount,
                            .denominator = family.words > 0 ? words : 1})
                      .ok());
    }
  }
  return sums;
}

std::vector<VendorShift> Find(const AnchorSums& sums) { return *FindVendorShifts(sums, {}); }

struct FlagRates {
  double any = 0;    // families with a flag
  double right = 0;  // in which vendor 0 is flagged
  double wrong = 0;  // in which another is
};

FlagRates RatesOf(const char* name, const Family& family, int families) {
  Dice dice(1);
  FlagRates rates;
  for (int i = 0; i < families; ++i) {
    bool is_right = false;
    bool is_wrong = false;
    for (const VendorShift& shift : Find(Simulate(family, dice))) {
      if (shift.IsFlagged()) (shift.vendor == NameOf(0) ? is_right : is_wrong) = true;
    }
    rates.any += (is_right || is_wrong ? 1.0 : 0.0) / families;
    rates.right += (is_right ? 1.0 : 0.0) / families;
    rates.wrong += (is_wrong ? 1.0 : 0.0) / families;
  }
  std::printf("%s: %d families, flagged %.2f %%, vendor 0 %.2f %%, others %.2f %%\n", name,
              families, 100 * rates.any, 100 * rates.right, 100 * rates.wrong);
  return rates;
}

// Monte-Carlo figures of the same draws in every run; two standard errors of 4000 are 0.7 %.
TEST(VendorShift, FlagsAtMostFivePercentOfFamiliesThatDoNotDiffer) {
  constexpr int kFamilies = 4000;
  const std::pair<const char*, Family> kinds[] = {
      {"two vendors", {.vendors = 2}},
      {"three vendors", {}},
      {"seven anchors", {.vendors = 4, .anchors = 7}},
      {"missing labels", {.vendors = 4, .missing = 0.4}},
      {"errors per word", {.words = 20}},
      {"rare errors", {.anchors = 12, .words = 8}},
      {"clusters", {.anchors = 60, .anchors_of_cluster = 5}},
      {"clusters, errors per word", {.anchors = 100, .words = 20, .anchors_of_cluster = 5}},
      {"uneven clusters", {.anchors = 75, .anchors_of_cluster = 5, .is_uneven = true}},
      {"uneven clusters, errors per word",
       {.anchors = 75, .words = 20, .anchors_of_cluster = 5, .is_uneven = true}},
  };
  for (const auto& [name, family] : kinds) {
    EXPECT_LE(RatesOf(name, family, kFamilies).any, 0.05 + 2 * std::sqrt(0.05 * 0.95 / kFamilies))
        << name;
  }
}

TEST(VendorShift, FlagsTheVendorThatShiftedAndSeldomTheOthers) {
  for (const double shift : {0.7, 1.0, 1.5}) {
    const FlagRates rates =
        RatesOf(absl::StrCat("shift ", shift).c_str(), {.anchors = 30, .shift = shift}, 1000);
    EXPECT_LE(rates.wrong, 0.08);
    EXPECT_GE(rates.right, shift < 1 ? 0.4 : 0.9);
  }
  const FlagRates rates =
      RatesOf("errors per word + 0.05", {.anchors = 100, .shift = 0.05, .words = 20}, 500);
  EXPECT_GE(rates.right, 0.9);
  EXPECT_LE(rates.wrong, 0.08);
}

TEST(VendorShift, IntervalsHoldTheTrueDifference) {
  Dice dice(2);
  double covered = 0;
  double count = 0;
  for (int i = 0; i < 2000; ++i) {
    for (const VendorShift& shift : Find(Simulate({.vendors = 2, .shift = 0.3}, dice))) {
      const double truth = shift.vendor == NameOf(0) ? 0.3 : -0.3;
      covered += shift.interval.lower <= truth && truth <= shift.interval.upper ? 1 : 0;
      ++count;
    }
  }
  std::printf("%.0f intervals cover %.1f %%\n", count, 100 * covered / count);
  EXPECT_NEAR(covered / count, 0.95, 0.015);
}

AnchorSums TwoVendors(const std::vector<double>& a, const std::vector<double>& b) {
  AnchorSums sums;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::string anchor = absl::StrCat("a", i);
    EXPECT_TRUE(sums.Add({.vendor = "a", .anchor = anchor, .cluster = "", .amount = a[i]}).ok());
    EXPECT_TRUE(sums.Add({.vendor = "b", .anchor = anchor, .cluster = "", .amount = b[i]}).ok());
  }
  return sums;
}

TEST(VendorShift, OfMeansIsThePairedTTest) {
  const std::vector<double> a = {5, 7, 6, 9, 4, 8, 7, 6};
  const std::vector<double> b = {4, 7, 5, 7, 4, 6, 7, 5};
  double mean = 0;
  for (std::size_t i = 0; i < a.size(); ++i) mean += (a[i] - b[i]) / 8;
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) squares += std::pow(a[i] - b[i] - mean, 2);
  const double error = std::sqrt(squares / 7 / 8);
  const std::vector<VendorShift> shifts = Find(TwoVendors(a, b));
  ASSERT_EQ(shifts.size(), 2u);
  EXPECT_NEAR(shifts[0].difference, mean, 1e-12);
  EXPECT_NEAR(shifts[0].standard_error, error, 1e-12);
  EXPECT_NEAR(shifts[0].adjusted_p, 2 * StudentTTail(mean / error, 7), 1e-12);
  EXPECT_NEAR(shifts[0].interval.lower, mean - StudentTQuantile(0.025, 7) * error, 1e-9);
  EXPECT_EQ(shifts[0].verdict, ShiftVerdict::kOneOfTwo);
  EXPECT_NEAR(shifts[1].difference, -mean, 1e-12);
  EXPECT_EQ(shifts[1].verdict, ShiftVerdict::kOneOfTwo);
}

TEST(VendorShift, OfRatesIsThatOfTotals) {
  AnchorSums sums;
  double errors[2] = {0, 0};
  double all_words = 0;
  for (int i = 0; i < 10; ++i) {
    const double words = 5 + i * i;
    all_words += words;
    for (int vendor = 0; vendor < 2; ++vendor) {
      const double amount = (i * (vendor + 3)) % 7;
      errors[vendor] += amount;
      ASSERT_TRUE(sums.Add({NameOf(vendor), absl::StrCat(i), "", amount, words}).ok());
    }
  }
  const std::vector<VendorShift> shifts = Find(sums);
  EXPECT_NEAR(shifts[0].difference, (errors[0] - errors[1]) / all_words, 1e-12);
}

TEST(VendorShift, NeedsSevenClusters) {
  for (int anchors = 5; anchors < 9; ++anchors) {
    std::vector<double> a(static_cast<std::size_t>(anchors));
    std::vector<double> b = a;
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = 100 + static_cast<double>(i % 2);
    for (const VendorShift& shift : Find(TwoVendors(a, b))) {
      EXPECT_EQ(shift.IsFlagged(), anchors >= 7);
      EXPECT_EQ(shift.verdict == ShiftVerdict::kTooFewAnchors, anchors < 7);
      EXPECT_EQ(std::isinf(shift.interval.upper), anchors < 7);
      EXPECT_GT(std::abs(shift.difference), 100) << "known, if not flagged";
    }
  }
}

TEST(VendorShift, OfOneClusterIsNoEvidenceHoweverManyAnchors) {
  AnchorSums sums;
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(sums.Add({"a", absl::StrCat(i), "call", 1.0 + i % 2, 1}).ok());
    ASSERT_TRUE(sums.Add({"b", absl::StrCat(i), "call", 0, 1}).ok());
  }
  for (const VendorShift& shift : Find(sums)) {
    EXPECT_EQ(shift.verdict, ShiftVerdict::kTooFewAnchors);
    EXPECT_EQ(shift.anchors, 100u);
    EXPECT_EQ(shift.clusters, 1u);
  }
}

TEST(VendorShift, WithoutVarianceIsTheSignTest) {
  const std::vector<VendorShift> shifts =
      Find(TwoVendors({1, 1, 1, 1, 1, 1, 1}, {0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(shifts[0].adjusted_p, std::exp2(-6));
  EXPECT_TRUE(shifts[0].IsFlagged());
  const std::vector<VendorShift> alike =
      Find(TwoVendors({3, 1, 4, 1, 5, 9, 2}, {3, 1, 4, 1, 5, 9, 2}));
  EXPECT_EQ(alike[0].adjusted_p, 1);
  EXPECT_EQ(alike[0].verdict, ShiftVerdict::kNoShift);
}

TEST(VendorShift, SetsAVendorWithFewAnchorsAside) {
  Dice dice(4);
  AnchorSums sums = Simulate({.vendors = 3, .anchors = 40, .shift = 3}, dice);
  for (int anchor = 0; anchor < 6; ++anchor) {
    ASSERT_TRUE(
        sums.Add({"few", absl::StrCat("a", anchor), absl::StrCat("c", anchor), 1000, 1}).ok());
  }
  const std::vector<VendorShift> shifts = Find(sums);
  ASSERT_EQ(shifts.size(), 4u);
  EXPECT_EQ(shifts[0].vendor, NameOf(0));
  EXPECT_EQ(shifts[0].verdict, ShiftVerdict::kShifted);
  EXPECT_NEAR(shifts[0].difference, 3, 1) << "not measured against the one set aside";
  EXPECT_EQ(shifts[1].vendor, "few");
  EXPECT_EQ(shifts[1].verdict, ShiftVerdict::kTooFewAnchors);
  EXPECT_EQ(shifts[1].clusters, 6u);
}

TEST(VendorShift, IsFlaggedIfAndOnlyIfItsIntervalExcludesZero) {
  Dice dice(5);
  int flagged = 0;
  for (int i = 0; i < 500; ++i) {
    for (const VendorShift& shift :
         Find(Simulate({.vendors = 4, .anchors = 10, .shift = 0.8, .missing = 0.1}, dice))) {
      EXPECT_EQ(shift.IsFlagged(), shift.interval.lower > 0 || shift.interval.upper < 0);
      EXPECT_EQ(shift.IsFlagged(), shift.adjusted_p <= 0.05);
      flagged += shift.IsFlagged() ? 1 : 0;
    }
  }
  EXPECT_GT(flagged, 50);
}

TEST(VendorShift, MergesAnchorsOverShards) {
  Dice dice(6);
  const AnchorSums whole = Simulate({.shift = 2}, dice);
  std::vector<AnchorSums> parts(2);
  for (const auto& [name, anchor] : whole.anchors()) {
    for (const auto& [vendor, labels] : anchor.vendors) {
      ASSERT_TRUE(parts[dice.Below(2)]
                      .Add({vendor, name, anchor.cluster, labels.amount, labels.denominator})
                      .ok());
    }
  }
  ASSERT_TRUE(parts[0].Merge(parts[1]).ok());
  const std::vector<VendorShift> expected = Find(whole);
  const std::vector<VendorShift> found = Find(parts[0]);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].vendor, expected[i].vendor);
    EXPECT_NEAR(found[i].difference, expected[i].difference, 1e-12);
    EXPECT_NEAR(found[i].adjusted_p, expected[i].adjusted_p, 1e-12);
  }
}

TEST(VendorShift, RefusesImpossibleInput) {
  AnchorSums sums;
  EXPECT_FALSE(sums.Add({"a", "1", "", std::nan(""), 1}).ok());
  EXPECT_FALSE(sums.Add({"a", "1", "", 1, -1}).ok());
  EXPECT_FALSE(sums.Add({"a", "1", "", 1, std::nan("")}).ok());
  EXPECT_TRUE(sums.anchors().empty());
  EXPECT_TRUE(sums.Add({"a", "1", "call", 1, 0}).ok());
  EXPECT_FALSE(sums.Add({"b", "1", "other", 1, 1}).ok());
  AnchorSums other;
  ASSERT_TRUE(other.Add({"b", "1", "other", 1, 1}).ok());
  EXPECT_FALSE(sums.Merge(other).ok());
  EXPECT_FALSE(FindVendorShifts(sums, {.family_error = 0}).ok());
  EXPECT_FALSE(FindVendorShifts(sums, {.family_error = 0.6}).ok());
  EXPECT_FALSE(FindVendorShifts(sums, {.least_clusters = 1}).ok());
  EXPECT_EQ(Find(sums).front().verdict, ShiftVerdict::kTooFewAnchors);
  EXPECT_TRUE(Find({}).empty());
}

}  // namespace
}  // namespace winnow::release
