// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/domain_totals.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "server/release/change_estimate.h"

namespace winnow::release {
namespace {

// A frame of two slices, by hand. One regressor with coefficient 0.5.
class TotalsByHand : public ::testing::Test {
 protected:
  TotalsByHand() : frame_(1) {
    // slice 1, cluster 10: x 2, 4, 0; cluster 11: x 6, twice as a duplicate group.
    Put({.slice = 1, .cluster = 10, .incumbent_words = 10, .bound = 2, .size = 1, .x = {2}});
    Put({.slice = 1, .cluster = 10, .incumbent_words = 12, .bound = 4, .size = 2, .x = {4}});
    Put({.slice = 1, .cluster = 10, .incumbent_words = 8, .x = {0}});
    Put({.slice = 1,
         .cluster = 11,
         .members = 2,
         .incumbent_words = 20,
         .bound = 6,
         .size = 3,
         .x = {6}});
    // slice 2, clusters 10 and 12.
    Put({.slice = 2, .cluster = 10, .incumbent_words = 30, .bound = 4, .size = 1, .x = {4}});
    Put({.slice = 2, .cluster = 12, .incumbent_words = 10, .bound = 2, .x = {2}});
    drawn_ = {{items_[0], 0.5, Outcome::kLabelled, 2, 11},
              {items_[3], 0.8, Outcome::kLabelled, -1, 18},
              {items_[4], 0.25, Outcome::kLabelled, 1, 33},
              {items_[5], 1, Outcome::kLabelled, 2, 9}};
  }

  void Put(const FrameItem& item) {
    items_.push_back(item);
    EXPECT_TRUE(frame_.Add(item).ok());
  }

  DomainTotals Estimate(const std::vector<uint32_t>& slices) const {
    return *EstimateTotals(frame_, *LabelledSample::Make(drawn_, 1), Greg{{0.5}}, slices);
  }

  std::vector<FrameItem> items_;
  std::vector<SampledItem> drawn_;
  FrameTotals frame_;
};

TEST_F(TotalsByHand, TheDifferenceIsPredictedOverTheFrameAndCorrectedOnTheSample) {
  // Predicted: 0.5 (2 + 4 + 0 + 2*6) = 9. Residuals: (2 - 1) / 0.5 = 2, 2 (-1 - 3) / 0.8 = -10.
  // Hajek's ratio would divide them by the estimated 2 + 2.5 items and multiply by 5.
  EXPECT_NEAR(Estimate({1}).difference, 9 + 2 - 10, 1e-12);
  // Predicted: 3. Residuals: (1 - 2) / 0.25 = -4, (2 - 1) / 1 = 1.
  EXPECT_NEAR(Estimate({2}).difference, 3 - 4 + 1, 1e-12);
  EXPECT_NEAR(Estimate({1, 2}).difference, 1 + 0, 1e-12);
}

TEST_F(TotalsByHand, TheDenominatorIsTheIncumbentsWordsTimesTheRatioInTheSample) {
  // 10 + 12 + 8 + 2*20 = 70 words; (11/0.5 + 2*18/0.8) / (10/0.5 + 2*20/0.8) = 67 / 70.
  EXPECT_NEAR(Estimate({1}).reference_words, 70 * 67.0 / 70, 1e-12);
  // 40 words; (33/0.25 + 9) / (30/0.25 + 10) = 141 / 130.
  EXPECT_NEAR(Estimate({2}).reference_words, 40 * 141.0 / 130, 1e-12);
}

TEST_F(TotalsByHand, ClustersOverAllSlicesAddUpToTheTotals) {
  const DomainTotals totals = Estimate({1, 2});
  ASSERT_EQ(totals.clusters.size(), 3u);
  double difference = 0;
  double words = 0;
  for (const ClusterEstimate& cluster : totals.clusters) {
    difference += cluster.difference;
    words += cluster.reference_words;
    EXPECT_TRUE(cluster.is_sampled);
  }
  EXPECT_NEAR(difference, totals.difference, 1e-12);
  EXPECT_NEAR(words, totals.reference_words, 1e-12);
  // Cluster 10: predicted 0.5 (2 + 4 + 4), residuals 2 and -4.
  EXPECT_EQ(totals.clusters[0].cluster, 10u);
  EXPECT_NEAR(totals.clusters[0].difference, 5 + 2 - 4, 1e-12);
}

TEST_F(TotalsByHand, TheVarianceIsThatOfTheLinearizedRate) {
  const DomainTotals totals = Estimate({1});
  const double change = totals.difference / totals.reference_words;
  const double ratio = 67.0 / 70;
  const double a = 2 - change * (11 - 10 * ratio) / 0.5;
  const double b = -10 - change * 2 * (18 - 20 * ratio) / 0.8;
  const double mean = (a + b) / 2;
  const double expected = 2 * (0.5 * (a - mean) * (a - mean) + 0.2 * (b - mean) * (b - mean));
  EXPECT_NEAR(totals.frame.variance, expected, 1e-9);
  EXPECT_EQ(totals.frame.degrees, 1);
}

TEST_F(TotalsByHand, UnusableAudioKeepsItsProbabilityWithoutErrorsAndWords) {
  drawn_[0] = {items_[0], 0.5, Outcome::kUnusable};
  const DomainTotals totals = Estimate({1});
  EXPECT_NEAR(totals.difference, 9 - 1 / 0.5 - 10, 1e-12);
  EXPECT_NEAR(totals.reference_words, 70 * 45.0 / 70, 1e-12);
  EXPECT_EQ(totals.counts.unusable, 1u);
  EXPECT_EQ(totals.missing_widening, 0);
}

TEST_F(TotalsByHand, MissingLabelsEnterWithoutDifferenceAndWidenByWhatTheyCouldShow) {
  drawn_[1] = {items_[3], 0.8, Outcome::kMissing};
  const DomainTotals totals = Estimate({1});
  EXPECT_NEAR(totals.difference, 9 + 2 - 2 * 3 / 0.8, 1e-12);
  EXPECT_NEAR(totals.reference_words, 70 * 11.0 / 10, 1e-12) << "the ratio is of decided items";
  EXPECT_NEAR(totals.missing_widening, 2 * 6 / 0.8, 1e-12);
  EXPECT_NEAR(ChangeOf(totals).missing_widening, 15 / 77.0, 1e-12);
  EXPECT_EQ(totals.counts.missing, 1u);
  EXPECT_EQ(totals.counts.labelled, 1u);
}

TEST_F(TotalsByHand, AClusterIsSampledByItsOutcomes) {
  drawn_[1] = {items_[3], 0.8, Outcome::kMissing};
  const DomainTotals missing = Estimate({1});
  ASSERT_EQ(missing.clusters.size(), 2u);
  EXPECT_TRUE(missing.clusters[0].is_sampled);
  EXPECT_FALSE(missing.clusters[1].is_sampled);
  EXPECT_EQ(ChangeOf(missing).sampled_clusters, 1u);
  EXPECT_EQ(ChangeOf(missing).drawn_clusters, 2u);
  drawn_[1].is_awaited = false;
  EXPECT_EQ(ChangeOf(Estimate({1})).drawn_clusters, 1u) << "its outcome will never come";
  EXPECT_TRUE(std::isinf(ChangeOf(missing).traffic.variance)) << "of one cluster";
  drawn_[1].outcome = Outcome::kUnusable;
  EXPECT_EQ(ChangeOf(Estimate({1})).sampled_clusters, 2u);
}

TEST_F(TotalsByHand, CountsSayWhatTheEstimateRestsOn) {
  Put({.slice = 4, .cluster = 10, .incumbent_words = 30, .bound = 4, .size = 1, .x = {4}});
  drawn_[2].y = 5;  // more than the bound of 4
  const SampleCounts counts = Estimate({1, 2, 4}).counts;
  EXPECT_EQ(counts.random_draws, 3u);
  EXPECT_EQ(counts.labelled, 4u);
  EXPECT_EQ(counts.beyond_bound, 1u);
  EXPECT_EQ(counts.slices_without_items, 1u);
}

TEST_F(TotalsByHand, OneRandomDrawLeavesTheVarianceUnknownAndTheIntervalUnbounded) {
  const DomainTotals totals = Estimate({2});
  EXPECT_TRUE(std::isinf(totals.frame.variance));
  const Interval interval = *IntervalOf(ChangeOf(totals), Scope::kFrame, kTail);
  EXPECT_TRUE(std::isinf(interval.lower));
  EXPECT_TRUE(std::isinf(interval.upper));
}

TEST_F(TotalsByHand, CertainItemsAloneSayNothingOfTheRest) {
  drawn_.erase(drawn_.begin() + 2);
  EXPECT_TRUE(std::isinf(Estimate({2}).frame.variance));
}

TEST(Totals, OfACensusAreExact) {
  FrameTotals frame(1);
  std::vector<SampledItem> drawn;
  for (int i = 0; i < 6; ++i) {
    const FrameItem item = {
        .cluster = static_cast<uint64_t>(i % 2), .incumbent_words = 10, .bound = 3, .x = {1.0 * i}};
    ASSERT_TRUE(frame.Add(item).ok());
    drawn.push_back({item, 1, Outcome::kLabelled, i - 2.0, 11});
  }
  const auto totals = EstimateTotals(frame, *LabelledSample::Make(drawn, 1), Greg{{7}}, {0});
  const ChangeEstimate change = ChangeOf(*totals);
  EXPECT_NEAR(change.change, 3 / 66.0, 1e-12);
  const Interval frame_interval = *IntervalOf(change, Scope::kFrame, kTail);
  EXPECT_NEAR(frame_interval.lower, change.change, 1e-12);
  EXPECT_NEAR(frame_interval.upper, change.change, 1e-12);
  const Interval traffic = *IntervalOf(change, Scope::kTraffic, kTail);
  EXPECT_GT(traffic.upper - traffic.lower, 0.01) << "other speakers come tomorrow";
}

}  // namespace
}  // namespace winnow::release
