// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/neyman.h"

#include <cmath>
#include <random>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/selection/cell_index.h"

namespace winnow::selection {
namespace {

using ::testing::ElementsAre;

ScoreMoments MomentsOf(const std::vector<uint64_t>& numbers) {
  ScoreMoments moments;
  for (const uint64_t x : numbers) {
    ++moments.count;
    moments.sum += x;
    moments.squares += x * x;
  }
  return moments;
}

double SumOfDeviations(const std::vector<uint64_t>& numbers) {
  double mean = 0;
  for (const uint64_t x : numbers) mean += static_cast<double>(x) / numbers.size();
  double sum = 0;
  for (const uint64_t x : numbers) sum += (x - mean) * (x - mean);
  return sum;
}

TEST(NeymanWeights, AreCountTimesShrunkDeviation) {
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    std::vector<std::vector<uint64_t>> slices(1 + random() % 6);
    std::vector<ScoreMoments> moments;
    double deviations = 0;
    double freedom = 0;
    for (std::vector<uint64_t>& slice : slices) {
      const uint64_t width = 1 + random() % 512;
      for (uint64_t i = 0; i < 2 + random() % 50; ++i) slice.push_back(random() % width);
      moments.push_back(MomentsOf(slice));
      deviations += SumOfDeviations(slice);
      freedom += static_cast<double>(slice.size()) - 1;
    }
    const std::vector<uint64_t> weights = NeymanWeights(moments);
    for (size_t i = 0; i < slices.size(); ++i) {
      const double n = static_cast<double>(slices[i].size());
      const double variance =
          (16 * deviations / freedom + SumOfDeviations(slices[i])) / (16 + n - 1);
      ASSERT_NEAR(static_cast<double>(weights[i]), n * std::sqrt(variance) * 65536, n * 2);
    }
  }
}

TEST(NeymanWeights, FallBackToCountsWhereAllScoresAreEqual) {
  const std::vector<uint64_t> weights =
      NeymanWeights({MomentsOf({5, 5, 5}), MomentsOf({9}), MomentsOf({})});
  EXPECT_THAT(weights, ElementsAre(3, 1, 0));
}

TEST(NeymanWeights, DoNotStarveAFewEqualScores) {
  const std::vector<uint64_t> weights =
      NeymanWeights({MomentsOf({7, 7, 7}), MomentsOf({0, 500, 0, 500, 0, 500})});
  EXPECT_GT(weights[0], weights[1] / 4);
}

TEST(NeymanWeights, StayExactForFourBillionCandidates) {
  constexpr uint64_t kMost = 0xffffffff;
  const ScoreMoments wide = {kMost, kMost / 2 * 511, kMost / 2 * 511 * 511};
  const std::vector<uint64_t> weights = NeymanWeights({wide, wide});
  EXPECT_EQ(weights[0], weights[1]);
  EXPECT_NEAR(static_cast<double>(weights[0]), kMost * 255.5 * 65536, kMost * 4.0);
}

TEST(ScoreMomentsOf, CountTheBucketsOfASlice) {
  CellIndex index({0, 511}, {});
  uint64_t hash = 0;
  for (const Micros score : {3, 3, 10}) {
    const CandidateNo no = static_cast<CandidateNo>(hash);
    ASSERT_TRUE(index.Insert({no, 0, score, ++hash}));
  }
  const uint64_t low = static_cast<uint64_t>(index.buckets().Of(3));
  const uint64_t high = static_cast<uint64_t>(index.buckets().Of(10));
  ASSERT_LT(low, high);
  EXPECT_EQ(ScoreMomentsOf(index.Cells(0)),
            (ScoreMoments{3, 2 * low + high, 2 * low * low + high * high}));
  EXPECT_EQ(ScoreMomentsOf(index.Cells(1)), ScoreMoments());
}

}  // namespace
}  // namespace winnow::selection
