// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/sample_need.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/release/student_t.h"
#include "server/selection/stable_hash.h"
#include "tests/server/release/coverage.h"
#include "tests/server/release/decision/random_estimate.h"
#include "tests/server/release/evaluation_bed.h"
#include "tests/testing/long_form.h"
#include "tests/testing/seed.h"

namespace winnow::release {
namespace {

using selection::Mix;

double HalfWidth(const ChangeEstimate& estimate, double tail) {
  return IntervalOf(estimate, Scope::kTraffic, tail)->upper - estimate.change;
}

// The estimate with other numbers, as the header says.
ChangeEstimate WithDraws(ChangeEstimate estimate, uint64_t draws) {
  const double times =
      static_cast<double>(draws) / static_cast<double>(estimate.counts.random_draws);
  const double within = std::min(estimate.frame.variance, estimate.traffic.variance);
  estimate.traffic.variance -= within * (1 - 1 / times);
  estimate.zero.draws = static_cast<uint64_t>(static_cast<double>(estimate.zero.draws) * times);
  return estimate;
}

ChangeEstimate WithClusters(ChangeEstimate estimate, uint64_t clusters) {
  const double times =
      static_cast<double>(clusters) / static_cast<double>(estimate.sampled_clusters);
  estimate.traffic.variance /= times;
  estimate.traffic.degrees *= times;
  estimate.zero.draws = static_cast<uint64_t>(static_cast<double>(estimate.zero.draws) * times);
  return estimate;
}

TEST(NeedOf, IsTheSmallestNumberThatDecides) {
  const uint64_t seed = testing::Seed();
  SCOPED_TRACE(seed);
  selection::Dice dice(seed);
  int draws = 0;
  int clusters = 0;
  for (int i = 0; i < 3000; ++i) {
    const ChangeEstimate estimate = RandomEstimate(dice);
    const Reach reach{HalfWidth(estimate, kTail) * Between(dice, 0.2, 0.999), kTail};
    const SampleNeed need = NeedOf(estimate, reach);
    if (need.binding == Binding::kMissingLabels) {
      ASSERT_LE(reach.distance, estimate.missing_widening);
      continue;
    }
    if (need.draws && *need.draws < 1'000'000) {
      ASSERT_EQ(need.binding, Binding::kDraws);
      ASSERT_GT(*need.draws, estimate.counts.random_draws);
      ASSERT_LT(HalfWidth(WithDraws(estimate, *need.draws), kTail), reach.distance + 1e-9);
      ASSERT_GE(HalfWidth(WithDraws(estimate, *need.draws - 1), kTail), reach.distance - 1e-9);
      ++draws;
    } else if (!need.draws) {
      // Not with any number: what remains without the errors of draws is too wide.
      ASSERT_GE(HalfWidth(WithDraws(estimate, 1'000'000'000), kTail), reach.distance - 1e-9);
    }
    if (need.clusters && *need.clusters < 1'000'000) {
      ASSERT_LT(HalfWidth(WithClusters(estimate, *need.clusters), kTail), reach.distance + 1e-9);
      ASSERT_GE(HalfWidth(WithClusters(estimate, *need.clusters - 1), kTail),
                reach.distance - 1e-9);
      ++clusters;
    }
  }
  EXPECT_GT(draws, 100);
  EXPECT_GT(clusters, 1000);
}

TEST(NeedOf, IsLessForALongerReachAndALargerTail) {
  const uint64_t seed = testing::Seed();
  SCOPED_TRACE(seed);
  selection::Dice dice(seed);
  for (int i = 0; i < 1000; ++i) {
    ChangeEstimate estimate = RandomEstimate(dice);
    estimate.missing_widening = 0;
    Reach reach{HalfWidth(estimate, kTail) * Between(dice, 0.2, 0.9), kTail};
    const SampleNeed need = NeedOf(estimate, reach);
    (dice.Chance(50) ? reach.distance : reach.tail) *= 1.05;
    const SampleNeed less = NeedOf(estimate, reach);
    ASSERT_LE(less.clusters, need.clusters);
    if (need.draws) {
      ASSERT_LE(less.draws, need.draws);
    }
  }
}

ChangeEstimate SomeEstimate() {
  ChangeEstimate estimate;
  estimate.traffic = {4e-4, 19};
  estimate.frame = {3e-4, 100};
  estimate.zero.all_zero = false;
  estimate.sampled_clusters = 20;
  estimate.counts.random_draws = 100;
  return estimate;
}

TEST(NeedOf, BindsByDrawsWhileTheyAreMostOfTheVariance) {
  const SampleNeed need = NeedOf(SomeEstimate(), {0.03, kTail});
  EXPECT_EQ(need.binding, Binding::kDraws);
  // t of 19 degrees is 2.093: variance 2.0545e-4, of which 1e-4 stays.
  EXPECT_EQ(need.draws, static_cast<uint64_t>(std::ceil(100 * 3 / 1.05450)));
  EXPECT_GT(need.clusters, 20u);
}

TEST(NeedOf, BindsByClustersOnceTheyAlternateMoreThanTheReach) {
  // 2.093 x 0.01, the part of the clusters, is longer than it.
  const SampleNeed need = NeedOf(SomeEstimate(), {0.02, kTail});
  EXPECT_EQ(need.binding, Binding::kClusters);
  EXPECT_EQ(need.draws, std::nullopt);
  EXPECT_GT(need.clusters, 20u);
}

TEST(NeedOf, OfACensusIsClusters) {
  ChangeEstimate census = SomeEstimate();
  census.frame = Variance();
  census.zero.all_zero = true;
  census.counts.random_draws = 0;
  const SampleNeed need = NeedOf(census, {0.03, kTail});
  EXPECT_EQ(need.binding, Binding::kClusters);
  EXPECT_EQ(need.draws, std::nullopt);
}

TEST(NeedOf, NamesMissingLabelsAndTheBudget) {
  ChangeEstimate estimate = SomeEstimate();
  EXPECT_EQ(NeedOf(estimate, {0, kTail}).binding, Binding::kBudget);
  estimate.missing_widening = 0.03;
  EXPECT_EQ(NeedOf(estimate, {0.02, kTail}).binding, Binding::kMissingLabels);
}

// The means of what evaluations of one size say, in which the estimate stays where it is.
class MeanEstimate {
 public:
  void Add(const ChangeEstimate& estimate) {
    ++count_;
    traffic_ += estimate.traffic.variance;
    degrees_ += estimate.traffic.degrees;
    frame_ += estimate.frame.variance;
    clusters_ += static_cast<double>(estimate.sampled_clusters);
  }

  ChangeEstimate Get(double change, uint64_t draws) const {
    ChangeEstimate estimate;
    estimate.change = change;
    estimate.traffic = {traffic_ / count_, degrees_ / count_};
    estimate.frame = {frame_ / count_, static_cast<double>(draws)};
    estimate.sampled_clusters = static_cast<uint64_t>(std::lround(clusters_ / count_));
    estimate.counts.random_draws = draws;
    estimate.zero.all_zero = false;
    return estimate;
  }

 private:
  double count_ = 0;
  double traffic_ = 0;
  double degrees_ = 0;
  double frame_ = 0;
  double clusters_ = 0;
};

class Simulation : public ::testing::Test {
 protected:
  static ChangeEstimate EstimateOf(const EvaluationBed& bed, uint64_t draws, uint64_t seed) {
    return ChangeOf(EstimateSlices(bed.Draw(draws, seed), 1).front());
  }

  EvaluationBed BedOf(uint64_t speakers) {
    std::vector<SpeakerSource> sources = {source_};
    EvaluationBed bed(Utterances(sources, {speakers}));
    source_ = sources.front();
    return bed;
  }

  // How often an evaluation passes under a budget that far above the truth.
  template <typename Next>
  double Passes(double budget, Next next) const {
    double passed = 0;
    for (uint64_t i = 0; i < replicates_; ++i) {
      const Interval interval = *IntervalOf(next(Mix(seed_, 1000 + i)), Scope::kTraffic, kTail);
      passed += interval.upper < budget ? 1 : 0;
    }
    return passed / static_cast<double>(replicates_);
  }

  uint64_t seed_ = MonteCarloSeed();
  uint64_t replicates_ = testing::LongForm() ? 5000 : 600;
  SpeakerSource source_ = SpeakerSource(0, 5, 0.1);
};

TEST_F(Simulation, AsManyDrawsAsNeededDecideAboutHalfTheTime) {
  const EvaluationBed bed = BedOf(80);
  constexpr uint64_t kDraws = 40;
  MeanEstimate mean;
  for (uint64_t i = 0; i < replicates_; ++i) mean.Add(EstimateOf(bed, kDraws, Mix(seed_, i)));
  const double truth = bed.truth()[0].Change();
  const ChangeEstimate now = mean.Get(truth, kDraws);
  // Where three times the draws should do.
  const Reach reach{HalfWidth(WithDraws(now, 3 * kDraws), kTail), kTail};
  const SampleNeed need = NeedOf(now, reach);
  ASSERT_EQ(need.binding, Binding::kDraws);
  const auto share = [&](uint64_t draws) {
    return Passes(truth + reach.distance,
                  [&](uint64_t seed) { return EstimateOf(bed, draws, seed); });
  };
  const double before = share(kDraws);
  const double after = share(*need.draws);
  std::printf("%llu draws decide %.0f %%, the %llu needed %.0f %%\n",
              static_cast<unsigned long long>(kDraws), 100 * before,
              static_cast<unsigned long long>(*need.draws), 100 * after);
  EXPECT_GE(after, 0.43);
  EXPECT_LE(before, 0.3) << "they were hardly needed";
}

TEST_F(Simulation, AsManyClustersAsNeededDecideAboutHalfTheTime) {
  constexpr uint64_t kSpeakers = 15;
  constexpr uint64_t kDrawsEach = 4;
  MeanEstimate mean;
  Truth truth;
  for (uint64_t i = 0; i < replicates_; ++i) {
    const EvaluationBed bed = BedOf(kSpeakers);
    mean.Add(EstimateOf(bed, kDrawsEach * kSpeakers, Mix(seed_, i)));
    truth.difference += bed.truth()[0].difference;
    truth.reference_words += bed.truth()[0].reference_words;
  }
  const ChangeEstimate now = mean.Get(truth.Change(), kDrawsEach * kSpeakers);
  // Shorter than what the speakers alone make of it.
  const Reach reach{HalfWidth(WithClusters(now, 3 * now.sampled_clusters), kTail), kTail};
  const SampleNeed need = NeedOf(now, reach);
  ASSERT_TRUE(need.clusters);
  const auto share = [&](uint64_t speakers) {
    return Passes(truth.Change() + reach.distance, [&](uint64_t seed) {
      return EstimateOf(BedOf(speakers), kDrawsEach * speakers, seed);
    });
  };
  const double before = share(kSpeakers);
  // The numbers are of sampled clusters.
  const double after = share(*need.clusters * kSpeakers / now.sampled_clusters);
  std::printf("%llu clusters decide %.0f %%, the %llu needed %.0f %%\n",
              static_cast<unsigned long long>(now.sampled_clusters), 100 * before,
              static_cast<unsigned long long>(*need.clusters), 100 * after);
  EXPECT_GE(after, 0.43);
  EXPECT_LE(before, 0.3) << "they were hardly needed";
}

}  // namespace
}  // namespace winnow::release
