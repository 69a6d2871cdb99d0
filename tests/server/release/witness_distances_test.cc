// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/witness_distances.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "tests/server/selection/test_frame.h"

namespace winnow::release {
namespace {

using ::testing::ElementsAre;

WitnessDistances Both(double baseline, double candidate) { return {baseline, candidate}; }

TEST(PairDistance, IsTheKnownOneElseTheSmallestWayRound) {
  EXPECT_EQ(PairDistance(3.0, {}), 3.0);
  EXPECT_EQ(PairDistance(std::nullopt, {Both(2, 3), Both(1, 1), {0.0, std::nullopt}}), 2.0);
  EXPECT_EQ(PairDistance(std::nullopt, {{1.0, std::nullopt}}), std::nullopt);
}

TEST(ExpectedChange, IsTheWeightedMeanOfWhatWitnessesSee) {
  EXPECT_EQ(ExpectedChange({Both(1, 3), Both(4, 3)}, {3, 1}, 4), (3 * 2 + -1) / 4.0);
  EXPECT_EQ(ExpectedChange({WitnessDistances()}, {1}, 4), 0);
  EXPECT_EQ(ExpectedChange({}, {}, 4), 0);
}

// What is not known is the middle of what it can be.
TEST(ChangeSeenBy, OfOneDistanceIsTheMiddleOfWhatTheTriangleLeaves) {
  for (double pair = 0; pair <= 6; ++pair) {
    for (double known = 0; known <= 9; ++known) {
      // The other distance is between the difference and the sum of the two known sides.
      const double least = std::abs(known - pair) - known;
      const double most = known + pair - known;
      EXPECT_DOUBLE_EQ(*ChangeSeenBy({known, std::nullopt}, pair), (least + most) / 2);
      EXPECT_DOUBLE_EQ(*ChangeSeenBy({std::nullopt, known}, pair), -(least + most) / 2);
    }
  }
}

std::string Words(selection::Dice& dice) {
  std::string words;
  for (uint64_t i = 2 + dice.Below(5); i-- > 0;) words.push_back("abc"[dice.Below(3)]);
  return words;
}

double Levenshtein(const std::string& a, const std::string& b) {
  std::vector<double> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<double>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    double diagonal = row[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const double next = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = row[j];
      row[j] = next;
    }
  }
  return row.back();
}

// Of real edit distances: the bound bounds, and no expectation leaves the pair's distance.
TEST(Distances, OfRandomTextsAreNeverExceeded) {
  selection::Dice dice(3);
  for (int i = 0; i < 3000; ++i) {
    const std::string a = Words(dice);
    const std::string b = Words(dice);
    const std::string c = Words(dice);
    const WitnessDistances witness = Both(Levenshtein(a, c), Levenshtein(b, c));
    const double pair = Levenshtein(a, b);
    ASSERT_GE(*PairDistance(std::nullopt, {witness}), pair);
    for (const WitnessDistances& seen : {witness, WitnessDistances{witness.baseline, std::nullopt},
                                         WitnessDistances{std::nullopt, witness.candidate}}) {
      ASSERT_LE(std::abs(*ChangeSeenBy(seen, pair)), pair);
    }
  }
}

TEST(ExpectedChange, IsNoneWhereThePairIsTheSame) {
  EXPECT_EQ(ExpectedChange({Both(1, 3)}, {1}, 0), 0);
}

DistanceSum SumOf(const WitnessDistances& distances, int times) {
  DistanceSum sum;
  for (int i = 0; i < times; ++i) sum.Add(distances);
  return sum;
}

TEST(WitnessWeights, FallWithTheSquareOfTheMeanDistance) {
  EXPECT_THAT(WitnessWeights({SumOf(Both(1, 1), 2), SumOf(Both(2, 2), 2), SumOf({}, 2),
                              SumOf(Both(0, 0), 2), SumOf({4.0, std::nullopt}, 2)}),
              ElementsAre(1, 0.25, 0, 1, 0.0625));
  EXPECT_THAT(WitnessWeights({}), ElementsAre());
  EXPECT_THAT(WitnessWeights({SumOf(Both(0, 0), 2)}), ElementsAre(1)) << "nobody is apart";
}

TEST(DistanceSum, IsTheSameInParts) {
  DistanceSum parts = SumOf({1.0, std::nullopt}, 3);
  parts.Add(SumOf({std::nullopt, 2.0}, 3));
  const DistanceSum whole = SumOf(Both(1, 2), 3);
  EXPECT_EQ(parts.sum, whole.sum);
  EXPECT_EQ(parts.count, whole.count);
}

}  // namespace
}  // namespace winnow::release
