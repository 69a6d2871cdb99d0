// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Monte-Carlo proof of totals and of FRAME intervals with the sampler itself (S10): the frame
// stays, draws are repeated.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/release/change_estimate.h"
#include "server/selection/stable_hash.h"
#include "tests/server/release/coverage.h"
#include "tests/server/release/evaluation_bed.h"
#include "tests/testing/figures.h"

namespace winnow::release {
namespace {

using selection::Mix;

constexpr uint32_t kSlices = 8;
constexpr uint64_t kPopulations = 8;

// 15 to 74 speakers a slice, so some 200 to 1,000 utterances.
EvaluationBed MakeBed(uint64_t seed, double worse = 0, double random_share = 1) {
  selection::Dice dice(seed);
  std::vector<SpeakerSource> sources;
  std::vector<uint64_t> speakers;
  for (uint32_t slice = 0; slice < kSlices; ++slice) {
    sources.emplace_back(slice, seed, worse);
    speakers.push_back(15 + dice.Below(60));
  }
  return EvaluationBed(Utterances(sources, speakers), random_share);
}

// The rate's error in errors: 0 on average, and what DomainTotals::frame is the variance of.
double LinearError(const DomainTotals& totals, const Truth& truth) {
  return totals.difference - truth.Change() * totals.reference_words;
}

Truth SumOf(const std::vector<Truth>& slices) {
  Truth sum;
  for (const Truth& slice : slices) {
    sum.difference += slice.difference;
    sum.reference_words += slice.reference_words;
  }
  return sum;
}

const std::vector<std::vector<uint32_t>> kAllSlices = {{0, 1, 2, 3, 4, 5, 6, 7}};

TEST(FrameInterval, CoversPerSlice) {
  const uint64_t seed = MonteCarloSeed();
  Coverage all;
  std::vector<Spread> spreads;
  for (const uint64_t draws : {5, 8, 15, 30, 60}) {
    Coverage coverage;
    for (uint64_t population = 0; population < kPopulations; ++population) {
      const EvaluationBed bed = MakeBed(Mix(seed, population));
      const std::size_t first = spreads.size();
      spreads.resize(first + kSlices);
      for (uint64_t replicate = 0; replicate < 200; ++replicate) {
        const auto totals =
            EstimateSlices(bed.Draw(draws * kSlices, Mix(seed, 100 + replicate)), kSlices);
        for (uint32_t slice = 0; slice < kSlices; ++slice) {
          const Truth& truth = bed.truth()[slice];
          coverage.Add(ChangeOf(totals[slice]), Scope::kFrame, truth.Change());
          spreads[first + slice].Add(LinearError(totals[slice], truth),
                                     totals[slice].frame.variance);
        }
      }
    }
    PrintCoverage(absl::StrCat("FRAME, ", draws, " draws a slice").c_str(), coverage);
    all.Add(coverage);
  }
  ExpectCovers("FRAME, slices", all);
  testing::Publish("releases_synthetic_coverage",
                   {{"synthetic_coverage_pct", 100 * all.Covered()}});
  ExpectCalibrated("FRAME, slices", spreads);
}

TEST(FrameInterval, CoversOverAllSlices) {
  const uint64_t seed = MonteCarloSeed();
  Coverage coverage;
  std::vector<Spread> spreads(kPopulations);
  for (uint64_t population = 0; population < kPopulations; ++population) {
    const EvaluationBed bed = MakeBed(Mix(seed, population));
    const Truth truth = SumOf(bed.truth());
    for (uint64_t replicate = 0; replicate < 400; ++replicate) {
      const auto totals =
          EstimateDomains(bed.Draw(20 * kSlices, Mix(seed, 100 + replicate)), kAllSlices);
      coverage.Add(ChangeOf(totals[0]), Scope::kFrame, truth.Change());
      spreads[population].Add(LinearError(totals[0], truth), totals[0].frame.variance);
    }
  }
  ExpectCovers("FRAME, all slices", coverage);
  ExpectCalibrated("FRAME, all slices", spreads);
}

// 40 % EXPLOIT: its items are certain, and the random ones come from what they left.
TEST(FrameInterval, CoversOverATrainingBatch) {
  const uint64_t seed = MonteCarloSeed();
  Coverage coverage;
  std::vector<Spread> spreads(kPopulations);
  for (uint64_t population = 0; population < kPopulations; ++population) {
    const EvaluationBed bed = MakeBed(Mix(seed, population), 0, 0.6);
    const Truth truth = SumOf(bed.truth());
    for (uint64_t replicate = 0; replicate < 300; ++replicate) {
      const auto totals =
          EstimateDomains(bed.Draw(30 * kSlices + 3, Mix(seed, 100 + replicate)), kAllSlices);
      ASSERT_LT(totals[0].counts.random_draws, totals[0].counts.labelled);
      coverage.Add(ChangeOf(totals[0]), Scope::kFrame, truth.Change());
      spreads[population].Add(LinearError(totals[0], truth), totals[0].frame.variance);
    }
  }
  ExpectCovers("FRAME, training batch", coverage);
  ExpectCalibrated("FRAME, training batch", spreads);
}

// Where the candidate is clearly worse, so that a bias has something to be a share of.
TEST(FrameInterval, HasNoBiasInTheTotal) {
  const uint64_t seed = MonteCarloSeed();
  const EvaluationBed bed = MakeBed(seed, 0.4);
  const Truth truth = SumOf(bed.truth());
  Spread spread;
  for (uint64_t replicate = 0; replicate < 12000; ++replicate) {
    const auto totals =
        EstimateDomains(bed.Draw(30 * kSlices, Mix(seed, 100 + replicate)), kAllSlices);
    spread.Add(totals[0].difference, totals[0].frame.variance);
  }
  const double bias = spread.Mean() / truth.difference - 1;
  const double error = spread.StandardDeviation() / std::sqrt(spread.count()) / truth.difference;
  std::printf("total: bias %.3f %%, standard error %.3f %%, change %.3f\n", 100 * bias, 100 * error,
              truth.Change());
  ASSERT_LT(error, 0.001) << "too few draws to tell";
  EXPECT_LT(std::abs(bias), 0.005);
}

// Without regressors GREG is the estimator of Horvitz and Thompson: what the model wins.
TEST(FrameInterval, IsShorterThanWithoutTheModel) {
  const uint64_t seed = MonteCarloSeed();
  const EvaluationBed bed = MakeBed(seed, 0.15);
  std::vector<Spread> greg(kSlices);
  std::vector<Spread> plain(kSlices);
  for (uint64_t replicate = 0; replicate < 300; ++replicate) {
    const Evaluation evaluation = bed.Draw(20 * kSlices, Mix(seed, 100 + replicate));
    const auto sample = LabelledSample::Make(evaluation.drawn, 3);
    const Greg model = *FitGreg(*sample);
    for (uint32_t slice = 0; slice < kSlices; ++slice) {
      const auto with = EstimateTotals(evaluation.frame, *sample, model, {slice});
      const auto without = EstimateTotals(evaluation.frame, *sample, Greg{{0, 0, 0}}, {slice});
      greg[slice].Add(with->difference, with->frame.variance);
      plain[slice].Add(without->difference, without->frame.variance);
    }
  }
  double ratio = 0;
  for (uint32_t slice = 0; slice < kSlices; ++slice) {
    ratio += greg[slice].StandardDeviation() / plain[slice].StandardDeviation() / kSlices;
  }
  std::printf("sd with the model over sd without: %.3f\n", ratio);
  EXPECT_LT(ratio, 0.95);
}

}  // namespace
}  // namespace winnow::release
