// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The scorer on single terms and random policies; lab_v0_test.cc has the golden test of S2.3.
#include "server/selection/score.h"

#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/selection/piecewise_linear.h"

namespace winnow::selection {
namespace {

constexpr Micros kOne = kMicrosPerUnit;

Term Plain(Micros weight) {
  return {.name = "t",
          .signal = {"entropy", "", ""},
          .clamp_low = -10 * kOne,
          .clamp_high = 10 * kOne,
          .curve = std::nullopt,
          .weight = weight,
          .missing = 2 * kOne};
}

TEST(PiecewiseLinear, IsConstantOutsideAndExactAtItsKnots) {
  const PiecewiseLinear curve({{-kOne, 5}, {0, 7}, {kOne, -3}});
  EXPECT_EQ(curve.At(-2 * kOne), 5);
  EXPECT_EQ(curve.At(-kOne), 5);
  EXPECT_EQ(curve.At(0), 7);
  EXPECT_EQ(curve.At(kOne / 2), 2);
  EXPECT_EQ(curve.At(kOne), -3);
  EXPECT_EQ(curve.At(9 * kOne), -3);
}

TEST(PiecewiseLinear, RoundsHalfAwayFromItsLeftKnot) {
  const PiecewiseLinear up({{0, 10}, {4, 12}});
  EXPECT_EQ(up.At(1), 11);
  EXPECT_EQ(up.At(2), 11);
  EXPECT_EQ(up.At(3), 12);
  const PiecewiseLinear down({{0, 10}, {3, 9}});
  EXPECT_EQ(down.At(1), 10);
  EXPECT_EQ(down.At(2), 9);
}

TEST(PiecewiseLinear, IsMonotoneBetweenTwoKnotsAndNeverLeavesThem) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 2000; ++round) {
    const Micros run = 1 + static_cast<Micros>(random() % 50);
    const Micros low = static_cast<Micros>(random() % 41) - 20;
    const Micros high = static_cast<Micros>(random() % 41) - 20;
    const PiecewiseLinear curve({{0, low}, {run, high}});
    for (Micros x = 0; x < run; ++x) {
      const Micros step = curve.At(x + 1) - curve.At(x);
      ASSERT_TRUE(low <= high ? step >= 0 : step <= 0) << "round " << round;
    }
  }
}

TEST(Term, ClampsThenBendsThenWeighs) {
  Term term = Plain(-3 * kOne);
  term.clamp_high = 4 * kOne;
  term.curve = PiecewiseLinear({{0, 0}, {4 * kOne, 2 * kOne}});
  EXPECT_EQ(term.At({true, 2 * kOne}), -3 * kOne);
  EXPECT_EQ(term.At({true, 100 * kOne}), -6 * kOne);
  EXPECT_EQ(term.At({false, 100 * kOne}), -3 * kOne) << "the declared default of 2";
}

TEST(Term, RoundsItsContributionHalfAwayFromZero) {
  EXPECT_EQ(Plain(500'000).At({true, 1}), 1);
  EXPECT_EQ(Plain(500'000).At({true, -1}), -1);
  EXPECT_EQ(Plain(499'999).At({true, 1}), 0);
}

TEST(Term, KeepsTheLargestNumbersOfAPolicyExact) {
  Term term = Plain(1000 * kOne);
  term.clamp_high = 1'000'000'000 * kOne;
  EXPECT_EQ(term.At({true, 999'999'999 * kOne + 999'999}), 999'999'999'999'999'000);
  term.curve = PiecewiseLinear({{-1'000'000'000 * kOne, -1'000'000'000 * kOne},
                                {1'000'000'000 * kOne, 1'000'000'000 * kOne}});
  EXPECT_EQ(term.At({true, 123'456'789'012'345}), 123'456'789'012'345'000);
}

TEST(Score, SubtractsThePenaltyFromSensitiveCandidates) {
  CompiledPolicy policy;
  policy.terms = {Plain(kOne)};
  policy.sensitive_penalty = 3;
  const std::vector<SignalValue> values = {{true, 10}};
  EXPECT_EQ(Score(policy, values, false), 10);
  EXPECT_EQ(Score(policy, values, true), 7);
  EXPECT_EQ(ExplainScore(policy, values, false).size(), 1u);
  EXPECT_EQ(ExplainScore(policy, values, true).back(), (ScorePart{kSensitiveTerm, -3, false}));
}

TEST(Score, TakesAValueBeyondTheEndAsMissing) {
  CompiledPolicy policy;
  policy.terms = {Plain(kOne), Plain(kOne)};
  const std::vector<SignalValue> values = {{true, 10}};
  EXPECT_EQ(Score(policy, values, false), 10 + 2 * kOne);
  EXPECT_TRUE(ExplainScore(policy, values, false)[1].missing);
}

Term RandomTerm(std::mt19937_64& random, int i) {
  const auto pick = [&random](Micros limit) {
    return static_cast<Micros>(random() % static_cast<uint64_t>(2 * limit + 1)) - limit;
  };
  Term term = Plain(pick(1000 * kOne));
  term.name = "t" + std::to_string(i);
  term.clamp_low = pick(100 * kOne);
  term.clamp_high = term.clamp_low + static_cast<Micros>(random() % 100'000'000);
  term.missing = pick(100 * kOne);
  if (random() % 2 == 0) return term;
  std::vector<PiecewiseLinear::Knot> knots;
  Micros x = pick(150 * kOne);
  for (uint64_t k = 0; k < 1 + random() % 8; ++k) {
    knots.push_back({x, pick(100 * kOne)});
    x += 1 + static_cast<Micros>(random() % 50'000'000);
  }
  term.curve = PiecewiseLinear(knots);
  return term;
}

// S8: the terms of a manifest add up, and S11: the buckets need a range that no score leaves.
TEST(Score, IsTheSumOfItsPartsAndStaysWithinTheRangeOfItsTerms) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    CompiledPolicy policy;
    for (int i = 0; i < 5; ++i) policy.terms.push_back(RandomTerm(random, i));
    policy.sensitive_penalty = static_cast<Micros>(random() % 5'000'000);
    for (int n = 0; n < 100; ++n) {
      std::vector<SignalValue> values;
      for (int i = 0; i < 5; ++i) {
        values.push_back(
            {random() % 4 != 0, static_cast<Micros>(random() % 400'000'000) - 200'000'000});
      }
      const bool sensitive = random() % 2 == 0;
      const std::vector<ScorePart> parts = ExplainScore(policy, values, sensitive);
      const Micros sum = std::accumulate(parts.begin(), parts.end(), Micros{0},
                                         [](Micros s, const ScorePart& p) { return s + p.micros; });
      ASSERT_EQ(sum, Score(policy, values, sensitive));
      for (int i = 0; i < 5; ++i) {
        const ScoreRange range = RangeOf(policy.terms[i]);
        ASSERT_EQ(parts[i].missing, !values[i].present);
        ASSERT_LE(range.min, parts[i].micros);
        ASSERT_GE(range.max, parts[i].micros);
      }
    }
  }
}

}  // namespace
}  // namespace winnow::selection
