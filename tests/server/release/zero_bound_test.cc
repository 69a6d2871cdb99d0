// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/zero_bound.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "server/release/change_estimate.h"
#include "tests/server/release/evaluation_bed.h"
#include "tests/testing/seed.h"

namespace winnow::release {
namespace {

SampledItem Drawn(double y) { return {{.bound = 4, .size = 2}, 0.5, Outcome::kLabelled, y, 10}; }

SliceSums SliceWith(double size, double bound_per_size) {
  SliceSums slice;
  slice.size = size;
  slice.bound_per_size = bound_per_size;
  return slice;
}

TEST(ZeroBound, IsTheFormula) {
  const ZeroDifference zero =
      ZeroDifferenceOf(SliceWith(50, 2), std::vector<SampledItem>(30, Drawn(0)));
  EXPECT_NEAR(ZeroBound(zero, 0.025), (1 - std::pow(0.025, 1.0 / 30)) * 50 * 2, 1e-12);
}

TEST(ZeroBound, IsNoneOnceARandomDrawShowedADifference) {
  const SampledItem drawn[] = {Drawn(0), Drawn(1)};
  EXPECT_EQ(ZeroBound(ZeroDifferenceOf(SliceWith(50, 2), drawn), 0.025), 0);
}

TEST(ZeroBound, IgnoresDifferencesOfItemsThatWereDrawnWithCertainty) {
  SampledItem certain = Drawn(3);
  certain.pi = 1;
  certain.item.size = 0;
  const SampledItem drawn[] = {Drawn(0), certain};
  EXPECT_NEAR(ZeroBound(ZeroDifferenceOf(SliceWith(50, 2), drawn), 0.025), 0.975 * 100, 1e-12);
}

TEST(ZeroBound, CountsDecidedDrawsThatCouldDiffer) {
  SampledItem missing = Drawn(0);
  missing.outcome = Outcome::kMissing;
  SampledItem audit = Drawn(0);
  audit.item.size = audit.item.bound = 0;
  SampledItem unusable = Drawn(0);
  unusable.outcome = Outcome::kUnusable;
  const SampledItem drawn[] = {missing, audit, unusable, Drawn(0)};
  EXPECT_EQ(ZeroDifferenceOf(SliceWith(50, 2), drawn).draws, 2u);
}

TEST(ZeroBound, CountsDrawsWithoutALabelApart) {
  SampledItem missing = Drawn(0);
  missing.outcome = Outcome::kMissing;
  const SampledItem drawn[] = {missing, missing, Drawn(0)};
  const ZeroDifference zero = ZeroDifferenceOf(SliceWith(50, 2), drawn);
  EXPECT_EQ(zero.missing, 2u);
  EXPECT_EQ(zero.untouched, 0);
  const ZeroDifference waiting = ZeroDifferenceOf(SliceWith(50, 2), {&missing, 1});
  EXPECT_EQ(waiting.undrawn, 100);
  EXPECT_EQ(waiting.untouched, 0);
  missing.is_awaited = false;
  const ZeroDifference given_up = ZeroDifferenceOf(SliceWith(50, 2), {&missing, 1});
  EXPECT_EQ(given_up.missing, 0u);
  EXPECT_EQ(given_up.untouched, 100) << "no label will come";
  const ZeroDifference untouched = ZeroDifferenceOf(SliceWith(50, 2), {});
  EXPECT_EQ(untouched.untouched, 100);
  EXPECT_EQ(ZeroOfSlices({zero, waiting, untouched}).missing, 3u);
  EXPECT_EQ(ZeroOfSlices({zero, waiting, untouched}).untouched, 100);
  EXPECT_EQ(ZeroOfStages({zero, waiting, untouched}).missing, 3u);
  EXPECT_EQ(ZeroOfStages({zero, waiting, untouched}).untouched, 100);
}

TEST(ZeroBound, IsAllThatCanDifferWithoutDraws) {
  EXPECT_EQ(ZeroBound(ZeroDifferenceOf(SliceWith(50, 2), {}), 0.025), 100);
  EXPECT_EQ(ZeroBound(ZeroDifferenceOf(SliceWith(0, 0), {}), 0.025), 0);
}

TEST(ZeroBound, OfSlicesTakesTheOneWhereADrawSpeaksForMost) {
  // 10 draws for 100 and 40 for 200: 10 a draw at most, so 50 draws reach 500; 7 has no draws.
  const ZeroDifference all =
      ZeroOfSlices({{true, 10, 100, 0}, {true, 40, 200, 0}, {true, 0, 0, 7}});
  EXPECT_NEAR(ZeroBound(all, 0.025), (1 - std::pow(0.025, 1.0 / 50)) * 500 + 7, 1e-9);
  EXPECT_FALSE(ZeroOfSlices({{true, 10, 100, 0}, {false, 40, 200, 0}}).all_zero);
}

TEST(ZeroBound, OfStagesTakesAllDraws) {
  const ZeroDifference all = ZeroOfStages({{true, 10, 100, 0}, {true, 40, 80, 3}});
  EXPECT_NEAR(ZeroBound(all, 0.025), (1 - std::pow(0.025, 1.0 / 50)) * 100 + 3, 1e-9);
  EXPECT_FALSE(ZeroOfStages({{true, 10, 100, 0}, {false, 40, 80, 0}}).all_zero);
}

// Binary labels: all differing items weigh the same, so that the bound is as tight as it gets. The
// hardest shares of true differences are those just above what the bound excludes.
TEST(ZeroBound, CoversDifferencesThatTheSamplerMisses) {
  const uint64_t seed = testing::Seed();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  constexpr uint64_t kReplicates = 2000;
  constexpr std::size_t kItems = 600;
  constexpr uint64_t kDraws = 20;
  double most = 0;
  for (const double share : {0.03, 0.1, 0.17, 0.18, 0.2, 0.3}) {
    std::vector<Utterance> pool(kItems);
    for (std::size_t i = 0; i < kItems; ++i) {
      pool[i].item = {.cluster = i, .incumbent_words = 10, .bound = 1, .x = {0, 0, 0}};
      pool[i].reference_words = 10;
      pool[i].y = static_cast<double>(i) < share * kItems ? 1 : 0;
    }
    const EvaluationBed bed(std::move(pool));
    uint64_t missed = 0;
    for (uint64_t i = 0; i < kReplicates; ++i) {
      const DomainTotals totals = EstimateSlices(bed.Draw(kDraws, seed + i), 1).front();
      if (!totals.zero.all_zero) continue;
      const Interval interval = *IntervalOf(ChangeOf(totals), Scope::kFrame, kTail);
      missed += bed.truth()[0].Change() > interval.upper ? 1 : 0;
    }
    const double rate = static_cast<double>(missed) / kReplicates;
    std::printf("%2.0f %% differ: %.2f %% miss\n", 100 * share, 100 * rate);
    EXPECT_LE(rate, kTail + 4 * std::sqrt(kTail / kReplicates));
    most = std::max(most, rate);
  }
  EXPECT_GT(most, kTail / 4) << "wider than it needs to be";
}

}  // namespace
}  // namespace winnow::release
