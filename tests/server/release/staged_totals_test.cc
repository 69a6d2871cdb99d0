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
  stage.totals.zero = {false, 10, 5, 0};
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

TEST(CombineStages, OfWhatTheLastStageHasEntirelyIsThatStage) {
  Stage first = StageOf(4, 2, {8, 3});
  first.totals.zero.draws = 4;
  Stage census = StageOf(5, 6, {});
  census.totals.zero = {};
  census.totals.counts.random_draws = 0;
  const DomainTotals both = *CombineStages({first, census});
  EXPECT_EQ(both.difference, 6);
  EXPECT_EQ(both.frame.variance, 0);
  EXPECT_EQ(both.missing_widening, 3);
  EXPECT_EQ(both.clusters[0].difference, census.totals.clusters[0].difference);
  EXPECT_FALSE(both.zero.IsLeftToChance());
  EXPECT_EQ(both.counts.random_draws, 10u);
}

TEST(CombineStages, OfKnownZerosAloneIsTheMean) {
  Stage first = StageOf(1, 2, {8, 9});
  Stage second = StageOf(3, 6, {16, 29});
  first.totals.zero = second.totals.zero = {};
  EXPECT_NEAR(CombineStages({first, second})->difference, 0.25 * 2 + 0.75 * 6, 1e-12);
}

// Slice 1 has an item that could differ and a known zero, slice 2 a known zero.
class DrewFromAllTest : public ::testing::Test {
 protected:
  DrewFromAllTest() {
    for (const FrameItem& item : {differs_, zero_, zero_of_two_}) {
      EXPECT_TRUE(frame_.Add(item).ok());
    }
  }

  bool Drew(const std::vector<SampledItem>& drawn, const std::vector<uint32_t>& slices) const {
    return DrewFromAll(frame_, *LabelledSample::Make(drawn, 0), slices);
  }

  const FrameItem differs_ = {.slice = 1, .incumbent_words = 10, .bound = 2, .size = 1};
  const FrameItem zero_ = {.slice = 1, .incumbent_words = 10};
  const FrameItem zero_of_two_ = {.slice = 2, .incumbent_words = 10};
  FrameTotals frame_ = FrameTotals(0);
};

TEST_F(DrewFromAllTest, IsNotSoOfASliceWithoutARandomDrawOfWhatCouldDiffer) {
  EXPECT_FALSE(Drew({}, {1}));
  EXPECT_FALSE(Drew({{zero_of_two_, 0.5}}, {1, 2}));
  EXPECT_FALSE(Drew({{zero_, 0.5}}, {1})) << "an audit could not differ";
  FrameItem before = differs_;
  before.size = 0;
  EXPECT_FALSE(Drew({{before, 1}}, {1})) << "of the rest nothing was drawn";
  EXPECT_TRUE(Drew({{differs_, 0.5}}, {1}));
}

TEST_F(DrewFromAllTest, AsksForNoDrawWhereNothingCanDiffer) {
  EXPECT_TRUE(Drew({{differs_, 0.5}}, {1, 2}));
  EXPECT_TRUE(Drew({{zero_of_two_, 0.5}}, {2}));
  EXPECT_FALSE(Drew({{differs_, 0.5}}, {2})) << "nothing of it was drawn";
}

TEST_F(DrewFromAllTest, DoesNotFollowTheLabels) {
  EXPECT_TRUE(Drew({{differs_, 0.5, Outcome::kMissing}}, {1}));
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

// Slice 0 has as many items that could differ as two stages draw of it.
TEST(CombineStages, OfASliceThatTheSecondStageExhaustsIsExact) {
  const uint64_t seed = MonteCarloSeed();
  std::vector<SpeakerSource> sources = {SpeakerSource(0, seed, 0.2)};
  const EvaluationBed bed(Utterances(sources, {12}));
  const Evaluation first = bed.Draw(4, Mix(seed, 1));
  const Evaluation second = Extend(bed, first, bed.pool().size(), Mix(seed, 2));
  const DomainTotals totals = *CombineStages(
      {{4, EstimateSlices(first, 1).front()}, {100, EstimateSlices(second, 1).front()}});
  EXPECT_NEAR(totals.difference, bed.truth()[0].difference, 1e-6);
  EXPECT_FALSE(totals.zero.IsLeftToChance());
  EXPECT_GE(totals.counts.random_draws, 4u);
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
