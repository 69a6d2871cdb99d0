// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/summary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "server/simulation/results/merge.h"
#include "tests/server/simulation/results/sample_results.h"

namespace winnow::simulation {
namespace {

constexpr auto kPass = v1::SIMULATED_VERDICT_PASS;
constexpr auto kBlock = v1::SIMULATED_VERDICT_BLOCK;
constexpr auto kUndecided = v1::SIMULATED_VERDICT_UNDECIDED;
constexpr auto kForClusters = v1::SIMULATED_VERDICT_UNDECIDED_FOR_CLUSTERS;
constexpr uint32_t kRandom = 0;
constexpr uint32_t kOther = 1;

v1::SimulationDraw WithVerdicts(v1::SimulationDraw draw,
                                const std::vector<v1::SimulatedVerdict>& verdicts) {
  draw.clear_verdicts();
  for (const v1::SimulatedVerdict verdict : verdicts) draw.add_verdicts(verdict);
  return draw;
}

// Half widths of a draw in points; below 0 there is no interval.
void SetHalfWidths(const std::vector<double>& points, v1::SimulationDraw& draw) {
  for (int i = 0; i < draw.half_width_nano_size(); ++i) {
    const double half = points.at(static_cast<std::size_t>(i));
    draw.set_half_width_nano(i, half < 0 ? -1 : std::llround(half * 1e7));
  }
}

// Slices at +2, +1, 0 and -1 points with a budget of 0.5: the first two regress. All figures below
// are worked out by hand.
Results TwoReplicates() {
  Results results;
  results.plan = SmallPlan({2, 1, 0, -1}, 2);
  results.draws = {
      WithVerdicts(DrawOf({kRandom, 0, 0, {1.5, 0.5, 0.75, -1}}),
                   {kBlock, kUndecided, kBlock, kPass}),
      WithVerdicts(DrawOf({kRandom, 0, 1, {0.25, 0.25, 0, -2}}),
                   {kPass, kUndecided, kUndecided, kPass}),
      WithVerdicts(DrawOf({kOther, 0, 0, {2, 0.25, 0.25, -1}}), {kBlock, kBlock, kPass, kPass}),
      WithVerdicts(DrawOf({kOther, 0, 1, {2, 1.25, 0, -1}}),
                   {kBlock, kUndecided, kUndecided, kPass}),
  };
  return results;
}

CellSummary CellOf(const Results& results, const CellKey& key) {
  return Summarize(results).CellOf(key);
}

TEST(SummaryTest, TheErrorIsTheMeanOverSlicesAndReplicates) {
  // By replicate (0.5 + 0.5 + 0.75 + 0) / 4 and (1.75 + 0.75 + 0 + 1) / 4.
  const CellSummary cell = CellOf(TwoReplicates(), {0, kRandom, 0});
  EXPECT_DOUBLE_EQ(cell.error->value, (0.4375 + 0.875) / 2);
  // t = 12.70620 with one degree; s / sqrt(2) is half of the difference.
  EXPECT_NEAR(cell.error->bounds->high - cell.error->value, 12.70620 * 0.4375 / 2, 1e-4);
}

TEST(SummaryTest, MissedAndFalseBlocksAreByTheEstimateAlone) {
  // An estimate of exactly the budget is not above it: 0.5 is a miss.
  const CellSummary cell = CellOf(TwoReplicates(), {0, kRandom, 0});
  EXPECT_EQ(cell.replicates, 2);
  EXPECT_EQ(cell.slices, 4);
  EXPECT_EQ(cell.regressing, 2);
  EXPECT_DOUBLE_EQ(cell.missed->value, 1.5);
  EXPECT_EQ(cell.missed_share->count, 3);
  EXPECT_EQ(cell.missed_share->of, 4);
  EXPECT_DOUBLE_EQ(cell.false_blocks->value, 0.5);
  EXPECT_EQ(cell.false_block_share->count, 1);
  EXPECT_EQ(cell.false_block_share->of, 4);
}

TEST(SummaryTest, TheGateIsCountedByItsVerdicts) {
  const GateFigures gate = CellOf(TwoReplicates(), {0, kRandom, 0}).gate;
  EXPECT_DOUBLE_EQ(gate.undecided->value, 1.5);
  EXPECT_EQ(gate.undecided_share->count, 3);
  EXPECT_EQ(gate.undecided_share->of, 8);
  EXPECT_EQ(gate.regressions_blocked->count, 1);
  EXPECT_EQ(gate.regressions_blocked->of, 4);
  EXPECT_EQ(gate.wrong_blocks->count, 1);
  EXPECT_EQ(gate.wrong_blocks->of, 2);
  EXPECT_EQ(gate.wrong_passes->count, 1);
  EXPECT_EQ(gate.wrong_passes->of, 3);
}

TEST(SummaryTest, WhatWaitsForSpeakersIsUndecidedTooAndCountedByItself) {
  Results results = TwoReplicates();
  // Of 1 and 2 undecided slices, 0 and 2 wait for speakers.
  results.draws[1].set_verdicts(1, kForClusters);
  results.draws[1].set_verdicts(2, kForClusters);
  const CellSummary cell = CellOf(results, {0, kRandom, 0});
  EXPECT_DOUBLE_EQ(cell.gate.undecided->value, 1.5);
  EXPECT_EQ(cell.gate.undecided_share->count, 3);
  EXPECT_DOUBLE_EQ(cell.gate.undecided_for_clusters->value, 1);
  // t = 12.70620 with one degree; s / sqrt(2) is half of the difference.
  EXPECT_NEAR(cell.gate.undecided_for_clusters->bounds->high, 1 + 12.70620, 1e-4);
  EXPECT_EQ(cell.by_slice.at(1).undecided, 2);
  EXPECT_EQ(cell.by_slice.at(2).undecided, 1);
}

TEST(SummaryTest, ASliceIsSettledWhereItsIntervalIsOnOneSideOfTheBudget) {
  Results results = TwoReplicates();
  EXPECT_EQ(CellOf(results, {0, kRandom, 0}).settled.share->count, 0);  // there is no interval
  EXPECT_FALSE(CellOf(results, {0, kRandom, 0}).settled.wrong.has_value());
  // 0.75 to 2.25 is above 0.5; 0 to 1 has it inside; 0.625 to 0.875 is above, and the truth is 0.
  SetHalfWidths({0.75, 0.5, 0.125, -1}, results.draws[0]);
  // 0 to 0.5 is within, and the truth 2; -0.5 to 1 has it inside; 0 is within; -5 to 1 has it.
  SetHalfWidths({0.25, 0.75, 0, 3}, results.draws[1]);
  const SettledFigures settled = CellOf(results, {0, kRandom, 0}).settled;
  EXPECT_EQ(settled.share->count, 4);
  EXPECT_EQ(settled.share->of, 8);
  EXPECT_EQ(settled.wrong->count, 2);
  EXPECT_EQ(settled.wrong->of, 4);
}

TEST(SummaryTest, AnEndAtTheBudgetIsWithinIt) {
  const TaskTruth truth(SmallPlan({2, 1}, 1), 0);
  v1::SimulationDraw draw = DrawOf({kRandom, 0, 0, {1, 0}});
  SetHalfWidths({0.5, 0.5}, draw);  // 0.5 to 1.5 and -0.5 to 0.5
  EXPECT_FALSE(truth.SettledSide(draw, 0).has_value());
  EXPECT_EQ(truth.SettledSide(draw, 1), BudgetSide::kWithin);
  draw.set_change_nano(0, draw.change_nano(0) + 1);
  draw.set_change_nano(1, draw.change_nano(1) + 1);
  EXPECT_EQ(truth.SettledSide(draw, 0), BudgetSide::kAbove);
  EXPECT_FALSE(truth.SettledSide(draw, 1).has_value());
  draw.set_half_width_nano(0, INT64_MAX);
  EXPECT_FALSE(truth.SettledSide(draw, 0).has_value());
}

TEST(SummaryTest, CoverageCountsIntervalsThatThereAre) {
  Results results = TwoReplicates();
  EXPECT_FALSE(CellOf(results, {0, kRandom, 0}).coverage.inside.has_value());
  EXPECT_FALSE(CellOf(results, {0, kRandom, 0}).coverage.half_width.has_value());
  results.draws[0].set_coverage(0, v1::SIMULATED_COVERAGE_INSIDE);
  results.draws[0].set_coverage(1, v1::SIMULATED_COVERAGE_INSIDE);
  results.draws[1].set_coverage(2, v1::SIMULATED_COVERAGE_BELOW);
  results.draws[1].set_coverage(3, v1::SIMULATED_COVERAGE_ABOVE);
  results.draws[1].set_coverage(0, v1::SIMULATED_COVERAGE_ABOVE);
  results.draws[0].set_half_width_nano(0, 10'000'000);
  results.draws[1].set_half_width_nano(0, 30'000'000);
  results.draws[1].set_half_width_nano(1, 0);
  const CoverageFigures coverage = CellOf(results, {0, kRandom, 0}).coverage;
  EXPECT_DOUBLE_EQ(coverage.inside->value(), 0.4);
  EXPECT_DOUBLE_EQ(coverage.below->value(), 0.2);
  EXPECT_DOUBLE_EQ(coverage.above->value(), 0.4);
  EXPECT_DOUBLE_EQ(coverage.half_width.value(), 4.0 / 3);
}

TEST(SummaryTest, DrawsAreAveragedAndTheLargestWeightIsTheLargest) {
  Results results = TwoReplicates();
  results.plan.mutable_tasks(0)->set_knows_near_duplicates(true);
  results.draws[0].set_clusters(10);
  results.draws[1].set_clusters(15);
  results.draws[1].set_near_duplicates(3);
  results.draws[0].set_labels(100);
  results.draws[1].set_labels(90);
  results.draws[0].set_largest_weight_micros(2'500'000);
  results.draws[0].set_effective_size_micros(80'000'000);
  results.draws[1].set_effective_size_micros(60'000'000);
  const DrawFigures drawn = CellOf(results, {0, kRandom, 0}).drawn;
  EXPECT_DOUBLE_EQ(drawn.groups.value(), 12.5);
  EXPECT_DOUBLE_EQ(drawn.near_duplicates.value(), 1.5);
  EXPECT_DOUBLE_EQ(drawn.labels.value(), 95);
  EXPECT_DOUBLE_EQ(drawn.largest_weight.value(), 2.5);
  EXPECT_DOUBLE_EQ(drawn.effective_size.value(), 70);
}

TEST(SummaryTest, OfDataWithoutAKeyNothingIsSaidOfNearDuplicates) {
  Results results = TwoReplicates();
  EXPECT_EQ(CellOf(results, {0, kRandom, 0}).drawn.near_duplicates, std::nullopt);
  results.plan.mutable_tasks(0)->set_knows_near_duplicates(true);
  EXPECT_EQ(CellOf(results, {0, kRandom, 0}).drawn.near_duplicates, 0);
}

TEST(SummaryTest, APolicyIsComparedWithRandomReplicateByReplicate) {
  const PairedFigures pairs = CellOf(TwoReplicates(), {0, kOther, 0}).against_reference.value();
  EXPECT_EQ(pairs.replicates, 2);
  // By replicate 0.25 and 0.0625 against 0.4375 and 0.875.
  EXPECT_NEAR(pairs.error_ratio->value, 0.3125 / 1.3125, 1e-12);
  EXPECT_NEAR(pairs.missed_ratio->value, 1.0 / 3, 1e-12);
  EXPECT_EQ(pairs.false_block_ratio->value, 0);
  // Replicate 0: both miss the second slice. Replicate 1: random alone misses both.
  EXPECT_EQ(pairs.missed.first_only, 0);
  EXPECT_EQ(pairs.missed.second_only, 2);
  EXPECT_DOUBLE_EQ(pairs.missed_p_value.value(), 0.5);
}

TEST(SummaryTest, ReplicatesThatOneOfBothLacksAreNotCompared) {
  Results results = TwoReplicates();
  results.draws.erase(results.draws.begin());
  const PairedFigures pairs = CellOf(results, {0, kOther, 0}).against_reference.value();
  EXPECT_EQ(pairs.replicates, 1);
  EXPECT_NEAR(pairs.error_ratio->value, 0.0625 / 0.875, 1e-12);
  EXPECT_FALSE(pairs.error_ratio->bounds.has_value());
}

TEST(SummaryTest, TheReferenceIsNotComparedWithItself) {
  EXPECT_FALSE(CellOf(TwoReplicates(), {0, kRandom, 0}).against_reference.has_value());
  Results without = TwoReplicates();
  without.plan.set_policies(0, "uniform");
  EXPECT_FALSE(CellOf(without, {0, kOther, 0}).against_reference.has_value());
  EXPECT_EQ(Summarize(without).NeedOf(0, kOther).match_reference.kind, NeedKind::kUnknown);
}

TEST(SummaryTest, WithoutDrawsNothingIsSaid) {
  const CellSummary cell = CellOf(TwoReplicates(), {0, kOther, 1});
  EXPECT_EQ(cell.replicates, 0);
  EXPECT_EQ(cell.slices, 4);
  EXPECT_FALSE(cell.error || cell.missed || cell.false_blocks || cell.missed_share);
  EXPECT_FALSE(cell.gate.undecided || cell.gate.undecided_share || cell.gate.wrong_blocks);
  EXPECT_FALSE(cell.gate.undecided_for_clusters || cell.settled.share || cell.settled.wrong);
  EXPECT_FALSE(cell.drawn.labels || cell.drawn.groups || cell.drawn.near_duplicates ||
               cell.drawn.largest_weight || cell.drawn.effective_size);
  EXPECT_FALSE(cell.against_reference->error_ratio.has_value());
  EXPECT_TRUE(cell.by_slice.empty());
}

TEST(SummaryTest, WhereNoSliceRegressesNoneIsMissedAndNoneIsNot) {
  Results results = TwoReplicates();
  for (auto& slice : *results.plan.mutable_tasks(0)->mutable_slices()) slice.set_change_nano(0);
  const CellSummary sound = CellOf(results, {0, kRandom, 0});
  EXPECT_FALSE(sound.missed || sound.missed_share || sound.gate.regressions_blocked);
  EXPECT_TRUE(sound.false_blocks.has_value());
  for (auto& slice : *results.plan.mutable_tasks(0)->mutable_slices())
    slice.set_change_nano(90'000'000);
  const CellSummary bad = CellOf(results, {0, kRandom, 0});
  EXPECT_FALSE(bad.false_blocks || bad.false_block_share);
  EXPECT_TRUE(bad.missed.has_value());
}

TEST(SummaryTest, ASliceHasTheRangeOfItsEstimates) {
  const SliceFigures slice = CellOf(TwoReplicates(), {0, kRandom, 0}).by_slice.at(0);
  EXPECT_DOUBLE_EQ(slice.truth, 2);
  EXPECT_TRUE(slice.is_regressing);
  EXPECT_DOUBLE_EQ(slice.mean, 0.875);
  EXPECT_DOUBLE_EQ(slice.error, (0.5 + 1.75) / 2);
  EXPECT_DOUBLE_EQ(slice.low, 0.25 + 0.05 * 1.25);
  EXPECT_DOUBLE_EQ(slice.high, 0.25 + 0.95 * 1.25);
  EXPECT_EQ(slice.wrong_side, 1);
  EXPECT_EQ(slice.undecided, 0);
}

TEST(SummaryTest, TheNeedsAreReadOffTheCells) {
  Results results = TwoReplicates();
  // With 400 labels, random errs by 0.5 and 1 points, and all of the other is decided and right.
  results.draws.push_back(DrawOf({kRandom, 1, 0, {2.5, 1.5, 0.5, -0.5}}));
  results.draws.push_back(
      WithVerdicts(DrawOf({kOther, 1, 0, {2, 1, 0, -1}}), {kBlock, kBlock, kPass, kPass}));
  // Settled by the other: 4 of 8 with 100, all with 400.
  SetHalfWidths({0.5, -1, -1, 1.25}, results.draws[2]);
  SetHalfWidths({0.5, -1, -1, 1.25}, results.draws[3]);
  SetHalfWidths({0.25, 0.25, 0.25, 0.25}, results.draws[5]);
  const Summary summary = Summarize(results);
  const PolicyNeed& other = summary.NeedOf(0, kOther);
  // Decided: 6 of 8 with 100, all with 400; 80 % is a fifth of the way, in the logarithm.
  EXPECT_EQ(other.decide.kind, NeedKind::kLabels);
  EXPECT_NEAR(other.decide.labels, 100 * std::pow(4, 0.2), 1e-9);
  EXPECT_EQ(other.block.kind, NeedKind::kLabels);  // 3 of 4, then all
  EXPECT_EQ(other.match_reference.kind, NeedKind::kAtMost);
  EXPECT_EQ(other.match_reference.labels, 100);
  // 80 % is three fifths of the way.
  EXPECT_EQ(other.settle.kind, NeedKind::kLabels);
  EXPECT_NEAR(other.settle.labels, 100 * std::pow(4, 0.6), 1e-9);
  const PolicyNeed& random = summary.NeedOf(0, kRandom);
  EXPECT_EQ(random.settle.kind, NeedKind::kMoreThan);
  EXPECT_EQ(random.decide.kind, NeedKind::kMoreThan);
  EXPECT_EQ(random.decide.labels, 400);
  EXPECT_NEAR(random.match_reference.labels, 400, 1e-9);
}

TEST(NeedTest, AFigureThatFallsAgainHasNotReachedItForGood) {
  const LabelNeed need = LabelsToReach({{100, 0.9}, {200, 0.7}, {400, 0.9}}, 0.8);
  EXPECT_EQ(need.kind, NeedKind::kLabels);
  EXPECT_NEAR(need.labels, 200 * std::sqrt(2), 1e-9);
  EXPECT_EQ(LabelsToReach({{100, 0.9}, {200, 0.7}}, 0.8).kind, NeedKind::kMoreThan);
}

TEST(NeedTest, EndsOfTheCurveAreSaidAsSuch) {
  EXPECT_EQ(LabelsToReach({}, 0.8).kind, NeedKind::kUnknown);
  EXPECT_EQ(LabelsToReach({{100, 0.8}}, 0.8).kind, NeedKind::kAtMost);
  EXPECT_EQ(LabelsToFallTo({{100, 3}, {200, 2.5}}, 2).kind, NeedKind::kMoreThan);
  EXPECT_EQ(LabelsToFallTo({{100, 3}, {200, 2.5}}, 2).labels, 200);
  EXPECT_NEAR(LabelsToFallTo({{100, 3}, {400, 1}}, 2).labels, 200, 1e-9);
}

}  // namespace
}  // namespace winnow::simulation
