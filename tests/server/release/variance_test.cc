// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/variance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "server/release/change_estimate.h"
#include "server/release/frame_variance.h"
#include "server/release/student_t.h"
#include "server/release/traffic_variance.h"

namespace winnow::release {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(FrameVariance, IsTheFormulaWithinASlice) {
  // mean 4; 3/2 (0.5 * 9 + 0.8 * 0 + 0.9 * 9) = 18.9.
  const Variance variance = FrameVariance({{1, 0.5, 1}, {1, 0.2, 4}, {1, 0.1, 7}});
  EXPECT_NEAR(variance.variance, 18.9, 1e-12);
  EXPECT_EQ(variance.degrees, 2);
}

TEST(FrameVariance, LeavesCertainItemsOut) {
  const Variance variance =
      FrameVariance({{1, 0.5, 1}, {1, 1, 1000}, {1, 0.2, 4}, {1, 0.1, 7}, {2, 1, 50}});
  EXPECT_NEAR(variance.variance, 18.9, 1e-12);
  EXPECT_EQ(variance.degrees, 2);
  EXPECT_EQ(FrameVariance({{1, 1, 5}}).variance, 0);
  EXPECT_EQ(FrameVariance({}).variance, 0);
}

TEST(FrameVariance, AddsSlicesUpWithTheDegreesOfSatterthwaite) {
  // Slice 2: mean 3; 2/1 (0.5 * 4 + 0.5 * 4) = 8. (18.9 + 8)^2 / (18.9^2 / 2 + 8^2 / 1).
  const Variance variance =
      FrameVariance({{1, 0.5, 1}, {2, 0.5, 1}, {1, 0.2, 4}, {1, 0.1, 7}, {2, 0.5, 5}});
  EXPECT_NEAR(variance.variance, 26.9, 1e-12);
  EXPECT_NEAR(variance.degrees, 26.9 * 26.9 / (18.9 * 18.9 / 2 + 64), 1e-12);
}

TEST(FrameVariance, TakesSlicesWithOneDrawTogether) {
  const std::vector<ExpandedResidual> pair = {{1, 0.5, 1}, {2, 0.5, 5}};
  EXPECT_NEAR(FrameVariance(pair).variance, 8, 1e-12);
  // A lone one joins slice 1: mean 3, 3/2 (0.5 * 4 + 0.5 * 0 + 0.5 * 4) = 6.
  EXPECT_NEAR(FrameVariance({{1, 0.5, 1}, {1, 0.5, 3}, {2, 0.5, 5}}).variance, 6, 1e-12);
  EXPECT_EQ(FrameVariance({{1, 0.5, 1}}).variance, kInfinity);
}

TEST(TrafficVariance, IsTheFormulaOverAllClusters) {
  // change 1/10: Z = 2 - 1, -1 - 1, 3 - 2; 1 / (3/4) + 4 / (3/4) + 1 / (1/2). No part of it shrinks
  // with the share of clusters that were sampled.
  const Variance variance =
      TrafficVariance({{1, 2, 10, true, 1}, {2, -1, 10, false, 0}, {3, 3, 20, true, 1}}, 0.1);
  EXPECT_NEAR(variance.variance, 26.0 / 3, 1e-12);
  EXPECT_LE(variance.degrees, 1) << "two sampled clusters";
  EXPECT_EQ(TrafficVariance({{1, 2, 10, true}, {2, -1, 10, false}}, 0.1).variance, kInfinity);
  EXPECT_EQ(TrafficVariance({}, 0).variance, kInfinity);
}

TEST(TrafficVariance, OfEqualClustersIsTheirVarianceWithOneDegreeLessThanClusters) {
  const Variance variance = TrafficVariance(
      {{1, 2, 10, true, 5}, {2, -1, 10, true, 5}, {3, 3, 10, true, 5}, {4, 0, 10, true, 5}}, 0.1);
  EXPECT_NEAR(variance.variance, 4.0 / 3 * (1 + 4 + 4 + 1), 1e-12);
  EXPECT_NEAR(variance.degrees, 3, 1e-12);
  EXPECT_NEAR(TrafficVariance({{1, 2, 10, true}, {2, 0, 10, true}, {3, 1, 10, true}}, 0.1).degrees,
              2, 1e-12)
      << "nothing that could differ was drawn: sampled clusters count alike";
}

TEST(TrafficVariance, IsUnknownWhereOneClusterHasAllWords) {
  EXPECT_EQ(TrafficVariance({{1, 2, 10, true, 1}, {2, 0, 0, true, 1}}, 0.2).variance, kInfinity);
}

// The matrices themselves, in place of their traces.
TEST(TrafficVariance, HasTheDegreesOfTheQuadraticForm) {
  const double words[] = {10, 40, 5, 25, 20};
  const double spread[] = {3, 20, 0, 9, 8};
  std::vector<ClusterEstimate> clusters;
  for (uint64_t i = 0; i < 5; ++i) clusters.push_back({i, 0, words[i], true, spread[i]});
  double trace = 0;
  double squares = 0;
  for (int i = 0; i < 5; ++i) {
    for (int k = 0; k < 5; ++k) {
      const auto covariance = [&](int g, int l) {
        double sum = 0;  // of Z_g = sum over j of (g = j, less h_g) times the difference of j
        for (int j = 0; j < 5; ++j) {
          sum += ((g == j) - words[g] / 100) * ((l == j) - words[l] / 100) * spread[j];
        }
        return sum / (1 - words[g] / 100);
      };
      trace += i == k ? covariance(i, i) : 0;
      squares += covariance(i, k) * covariance(k, i);
    }
  }
  EXPECT_NEAR(TrafficVariance(clusters, 0).degrees, trace * trace / squares, 1e-9);
  EXPECT_LT(TrafficVariance(clusters, 0).degrees, 3);
}

TEST(SumOfVariances, KnowsCertaintyAndIgnorance) {
  EXPECT_EQ(SumOfVariances({}).variance, 0);
  EXPECT_EQ(SumOfVariances({}).degrees, kInfinity);
  EXPECT_NEAR(SumOfVariances({{3, 4}, Variance()}).degrees, 4, 1e-12);
  EXPECT_EQ(SumOfVariances({{3, 4}, kUnknownVariance}).variance, kInfinity);
  EXPECT_EQ(SumOfVariances({{0, 4}, {0, 2}}).variance, 0);
  EXPECT_EQ(SumOfVariances({{0, 4}, {0, 2}}).degrees, 6);
  const Variance equal = SumOfVariances({{2, 5}, {2, 5}});
  EXPECT_EQ(equal.variance, 4);
  EXPECT_NEAR(equal.degrees, 10, 1e-12) << "equal parts keep all degrees";
}

TEST(IntervalOf, IsTheQuantileTimesTheStandardErrorOnBothSides) {
  ChangeEstimate estimate;
  estimate.change = 0.1;
  estimate.frame = {0.04, 5};
  estimate.traffic = {0.09, 3};
  estimate.zero.all_zero = false;
  const Interval frame = *IntervalOf(estimate, Scope::kFrame, kTail);
  EXPECT_NEAR(frame.upper, 0.1 + 0.2 * 2.5705818356363146, 1e-9);
  EXPECT_NEAR(frame.lower, 0.1 - 0.2 * 2.5705818356363146, 1e-9);
  const Interval traffic = *IntervalOf(estimate, Scope::kTraffic, kTail);
  EXPECT_NEAR(traffic.upper, 0.1 + 0.3 * 3.182446305284263, 1e-9);
  estimate.missing_widening = 0.05;
  EXPECT_NEAR(IntervalOf(estimate, Scope::kFrame, kTail)->upper, frame.upper + 0.05, 1e-12);
  EXPECT_NEAR(IntervalOf(estimate, Scope::kFrame, kTail)->lower, frame.lower - 0.05, 1e-12);
}

TEST(IntervalOf, GrowsAsTheTailShrinks) {
  ChangeEstimate estimate;
  estimate.frame = {0.04, 5};
  estimate.zero.all_zero = false;
  double last = 0;
  for (const double tail : {0.5, 0.1, 0.025, 0.0125, 0.001}) {
    const double upper = IntervalOf(estimate, Scope::kFrame, tail)->upper;
    EXPECT_GE(upper, last);
    last = upper;
  }
}

TEST(IntervalOf, IsNeverNarrowerThanTheZeroBound) {
  ChangeEstimate estimate;
  estimate.frame = {1e-6, 20};
  estimate.traffic = {1e-6, 20};
  estimate.zero = {true, 20, 0.5, 0};
  const double bound = (1 - std::pow(0.025, 1.0 / 20)) * 0.5;
  for (const Scope scope : {Scope::kFrame, Scope::kTraffic}) {
    const Interval interval = *IntervalOf(estimate, scope, kTail);
    EXPECT_NEAR(interval.upper, bound, 1e-12);
    EXPECT_NEAR(interval.lower, -bound, 1e-12);
  }
}

}  // namespace
}  // namespace winnow::release
