// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/staged_totals.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

#include "server/release/change_estimate.h"
#include "server/selection/stable_hash.h"
#include "tests/server/release/coverage.h"
#include "tests/server/release/evaluation_bed.h"

namespace winnow::release {
namespace {

using selection::Mix;

Stage StageOf(double weight, double difference, Variance frame) {
  Stage stage;
  stage.weight = weight;
  stage.totals.difference = difference;
  stage.totals.reference_words = 100 * difference;
  stage.totals.frame = frame;
  stage.totals.clusters = {{1, difference - 1, 40, false}, {2, 1, 100 * difference - 40, false}};
  stage.totals.missing_widening = difference / 2;
  stage.totals.counts.random_draws = 10;
  stage.totals.counts.labelled = 10;
  return stage;
}

TEST(CombineStages, IsTheWeightedMeanWithTheVarianceOfUncorrelatedParts) {
  Stage first = StageOf(1, 2, {8, 9});
  Stage second = StageOf(3, 6, {16, 29});
  first.totals.clusters[0].is_sampled = true;
  second.totals.counts.labelled = 20;
  const DomainTotals mean = *CombineStages({first, second});
  EXPECT_NEAR(mean.difference, 0.25 * 2 + 0.75 * 6, 1e-12);
  EXPECT_NEAR(mean.reference_words, 500, 1e-12);
  EXPECT_NEAR(mean.frame.variance, 8.0 / 16 + 16 * 9.0 / 16, 1e-12);
  EXPECT_NEAR(mean.frame.degrees, 9.5 * 9.5 / (0.25 / 9 + 81.0 / 29), 1e-9);
  EXPECT_NEAR(mean.missing_widening, 0.25 * 1 + 0.75 * 3, 1e-12);
  EXPECT_NEAR(mean.clusters[0].difference, 0.25 * 1 + 0.75 * 5, 1e-12);
  EXPECT_TRUE(mean.clusters[0].is_sampled);
  EXPECT_FALSE(mean.clusters[1].is_sampled);
  EXPECT_EQ(mean.counts.random_draws, 20u);
  EXPECT_EQ(mean.counts.labelled, 20u) << "the last stage has all labels";
}

TEST(CombineStages, OfOneStageIsThatStage) {
  const DomainTotals mean = *CombineStages({StageOf(7, 4, {8, 9})});
  EXPECT_EQ(mean.difference, 4);
  EXPECT_EQ(mean.frame.variance, 8);
  EXPECT_NEAR(mean.frame.degrees, 9, 1e-12);
}

TEST(CombineStages, DoesNotKnowMoreThanItsStages) {
  EXPECT_TRUE(std::isinf(
      CombineStages({StageOf(1, 4, {8, 9}), StageOf(1, 4, kUnknownVariance)})->frame.variance));
}

// The rest of a pool after a draw, as the frame of the next one.
struct Rest {
  std::vector<Utterance> utterances;
  std::vector<SampledItem> labelled;  // with certainty
};

Rest RestOf(const EvaluationBed& bed, const Evaluation& evaluation) {
  Rest rest;
  std::vector<bool> is_drawn(bed.pool().size());
  for (std::size_t i = 0; i < evaluation.drawn.size(); ++i) {
    is_drawn[evaluation.places[i]] = true;
    SampledItem item = evaluation.drawn[i];
    item.pi = 1;
    item.item.size = 0;
    rest.labelled.push_back(std::move(item));
  }
  for (std::size_t i = 0; i < is_drawn.size(); ++i) {
    if (!is_drawn[i]) rest.utterances.push_back(bed.pool()[i]);
  }
  return rest;
}

// The second sample of an evaluation: what was labelled before, and new draws from the rest.
Evaluation Extend(const EvaluationBed& bed, const Evaluation& first, uint64_t batch,
                  uint64_t seed) {
  Rest rest = RestOf(bed, first);
  Evaluation second = EvaluationBed(std::move(rest.utterances)).Draw(batch, seed);
  for (SampledItem& item : rest.labelled) {
    EXPECT_TRUE(second.frame.Add(item.item).ok());
    second.drawn.push_back(std::move(item));
  }
  return second;
}

struct ExtendedRun {
  Coverage coverage;
  std::vector<Spread> combined;
  std::vector<Spread> first_alone;
};

// Repeats two stages of 30 draws a slice.
ExtendedRun RunExtended(const EvaluationBed& bed, uint64_t seed) {
  ExtendedRun run;
  run.combined.resize(bed.slices());
  run.first_alone.resize(bed.slices());
  const uint64_t batch = 30 * bed.slices();
  for (uint64_t replicate = 0; replicate < 250; ++replicate) {
    const Evaluation first = bed.Draw(batch, Mix(seed, 2 * replicate));
    const Evaluation second = Extend(bed, first, batch, Mix(seed, 2 * replicate + 1));
    std::vector<DomainTotals> before = EstimateSlices(first, bed.slices());
    std::vector<DomainTotals> after = EstimateSlices(second, bed.slices());
    for (uint32_t slice = 0; slice < bed.slices(); ++slice) {
      const Truth& truth = bed.truth()[slice];
      run.first_alone[slice].Add(before[slice].difference, 0);
      const DomainTotals totals =
          *CombineStages({{30, std::move(before[slice])}, {30, std::move(after[slice])}});
      run.combined[slice].Add(totals.difference - truth.Change() * totals.reference_words,
                              totals.frame.variance);
      run.coverage.Add(ChangeOf(totals), Scope::kFrame, truth.Change());
    }
  }
  return run;
}

TEST(CombineStages, OfAnExtendedEvaluationIsUnbiasedAndCovers) {
  const uint64_t seed = MonteCarloSeed();
  constexpr uint32_t kSlices = 4;
  Coverage coverage;
  std::vector<Spread> combined;
  double gain = 0;
  for (uint64_t population = 0; population < 4; ++population) {
    std::vector<SpeakerSource> sources;
    for (uint32_t slice = 0; slice < kSlices; ++slice) {
      sources.emplace_back(slice, Mix(seed, population), 0.2);
    }
    const ExtendedRun run = RunExtended(EvaluationBed(Utterances(sources, {30, 40, 50, 60})), seed);
    coverage.Add(run.coverage);
    for (uint32_t slice = 0; slice < kSlices; ++slice) {
      const Spread& both = run.combined[slice];
      const double error = both.StandardDeviation() / std::sqrt(both.count());
      EXPECT_LT(std::abs(both.Mean()), 4.5 * error) << "slice " << slice;
      gain += both.StandardDeviation() / run.first_alone[slice].StandardDeviation() / 16;
      combined.push_back(both);
    }
  }
  ExpectCovers("FRAME, extended", coverage);
  ExpectCalibrated("FRAME, extended", combined);
  std::printf("sd over that of the first stage alone: %.3f\n", gain);
  EXPECT_LT(gain, 0.8) << "twice the labels must tell more";
}

}  // namespace
}  // namespace winnow::release
