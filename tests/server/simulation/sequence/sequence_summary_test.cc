// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Figures of outcomes that are written down by hand.
#include "server/simulation/sequence/sequence_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "server/simulation/sequence/sequence_report.h"

namespace winnow::simulation {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

SliceOutcome Outcome(bool marked, uint32_t until, uint32_t labels, release::Verdict verdict) {
  SliceOutcome outcome;
  outcome.marked = marked;
  outcome.labels_until_block = until;
  outcome.labels = labels;
  outcome.verdict = verdict;
  return outcome;
}

constexpr release::Verdict kBlock = release::Verdict::kBlock;
constexpr release::Verdict kPass = release::Verdict::kPass;
constexpr release::Verdict kUndecided = release::Verdict::kUndecided;

// Two replicates of two steps with two slices: "worse" regresses in both, "same" in none.
SequenceResult TwoCourses() {
  SequenceResult result;
  result.options.replicates = 2;
  result.options.regression_budget = 0.01;
  result.courses.resize(2);
  result.courses[0].name = "plain";
  result.courses[1].name = "steered";
  result.courses[1].steering = Steering::kBlocked;
  for (const char* name : {"first", "second"}) {
    result.census.push_back({kPass, kBlock});
    v1::SimulatedTask& task = result.steps.emplace_back();
    task.set_task(name);
    for (const bool worse : {false, true}) {
      v1::SimulatedSlice& slice = *task.add_slices();
      slice.set_slice(worse ? "worse" : "same");
      slice.set_change_nano(worse ? 20'000'000 : 10'000'000);
      slice.set_clusters(worse ? 7 : 6);
      slice.set_items(50);
    }
  }
  const auto add = [&](SliceOutcome same, SliceOutcome worse) {
    StepOutcome& step = result.outcomes.emplace_back();
    step.labels = 100;
    step.slices = {same, worse};
  };
  // Plain: replicate 0 finds it in the first step, replicate 1 never, and blocks the other one.
  add(Outcome(false, 0, 50, kPass), Outcome(false, 50, 50, kBlock));
  add(Outcome(false, 0, 50, kUndecided), Outcome(false, 0, 50, kUndecided));
  add(Outcome(false, 100, 50, kBlock), Outcome(false, 0, 50, kUndecided));
  add(Outcome(false, 0, 50, kPass), Outcome(false, 0, 50, kUndecided));
  // Steered: the same first steps; then "worse" of replicate 0 and "same" of replicate 1.
  add(Outcome(false, 0, 50, kPass), Outcome(false, 50, 50, kBlock));
  add(Outcome(false, 0, 30, kUndecided), Outcome(true, 50, 70, kBlock));
  add(Outcome(false, 100, 50, kBlock), Outcome(false, 0, 50, kUndecided));
  add(Outcome(true, 0, 75, kPass), Outcome(false, 0, 25, kUndecided));
  return result;
}

TEST(SequenceSummaryTest, QuantilesCountWhatWasNeverFoundAsLater) {
  const auto q = [](std::vector<uint32_t> until) { return QuantilesOf(std::move(until)); };
  EXPECT_EQ(q({}).median, std::nullopt);
  EXPECT_EQ(q({10}).median, 10);
  EXPECT_EQ(q({10}).p80, 10);
  EXPECT_EQ(q({0, 30, 10, 20}).median, 20);
  EXPECT_EQ(q({0, 30, 10, 20}).p80, std::nullopt);
  EXPECT_EQ(q({0, 30, 10, 20, 40}).p80, 40);
  EXPECT_DOUBLE_EQ(*q({0, 30, 10, 20, 40}).found_share, 0.8);
  EXPECT_EQ(q({0, 0, 10}).median, std::nullopt);
}

TEST(SequenceSummaryTest, AStepCountsWhatIsFoundAndWhatIsFalselyBlocked) {
  const SequenceSummary summary = Summarize(TwoCourses());
  const StepSummary& first = summary.steps[0];
  ASSERT_EQ(first.regressed.size(), 1);
  EXPECT_EQ(first.regressed[0].slice, "worse");
  EXPECT_TRUE(first.regressed[0].can_be_found);
  EXPECT_DOUBLE_EQ(first.regressed[0].change, 0.02);
  const CourseStep& plain = first.by_course[0];
  EXPECT_DOUBLE_EQ(plain.labels, 100);
  EXPECT_DOUBLE_EQ(*plain.found_of_all, 0.5);
  EXPECT_EQ(plain.regressed.median, 50);
  EXPECT_EQ(plain.regressed.p80, std::nullopt);
  EXPECT_DOUBLE_EQ(plain.decided, 0.75);
  EXPECT_DOUBLE_EQ(plain.false_blocks, 0.5);
  EXPECT_DOUBLE_EQ(plain.any_false_block, 0.5);
  EXPECT_DOUBLE_EQ(*summary.steps[1].by_course[0].found_of_all, 0);
  EXPECT_DOUBLE_EQ(*summary.steps[1].by_course[1].found_of_all, 0.5);
}

TEST(SequenceSummaryTest, ASliceThatNoNumberOfLabelsBlocksCannotBeFound) {
  SequenceResult result = TwoCourses();
  result.census[0][1] = kUndecided;
  const StepSummary step = Summarize(result).steps[0];
  EXPECT_FALSE(step.regressed[0].can_be_found);
  EXPECT_EQ(step.by_course[0].regressed.median, std::nullopt);
  EXPECT_EQ(step.by_course[0].regressed.found_share, std::nullopt) << "there is nothing to find";
  EXPECT_DOUBLE_EQ(*step.by_course[0].found_of_all, 0.5);
}

// Which is not to find none of them.
TEST(SequenceSummaryTest, WithoutARegressionNothingIsSaidOfWhatWasFound) {
  SequenceResult result = TwoCourses();
  for (v1::SimulatedTask& task : result.steps) {
    for (v1::SimulatedSlice& slice : *task.mutable_slices()) slice.set_change_nano(0);
  }
  EXPECT_EQ(Summarize(result).steps[0].by_course[0].found_of_all, std::nullopt);
  const std::string text = SequenceText(result);
  EXPECT_THAT(text, HasSubstr("0 regressed"));
  EXPECT_THAT(text, Not(HasSubstr("never")));
  const std::string json = SequenceJson(result);
  for (const char* part : {"\"found_share\":null", "\"found_of_all\":null",
                           "\"found\":{\"steered\":null,\"plain\":null"})
    EXPECT_THAT(json, HasSubstr(part));
}

TEST(SequenceSummaryTest, ARegressionThatPassesIsCounted) {
  SequenceResult result = TwoCourses();
  EXPECT_DOUBLE_EQ(Summarize(result).steps[0].by_course[0].false_passes, 0);
  result.outcomes[2].slices[1].verdict = kPass;
  EXPECT_DOUBLE_EQ(Summarize(result).steps[0].by_course[0].false_passes, 0.5);
}

TEST(SequenceSummaryTest, SteeringIsComparedSliceBySlice) {
  const SequenceSummary summary = Summarize(TwoCourses());
  ASSERT_EQ(summary.steering.size(), 1);
  const SteeringSummary& steering = summary.steering[0];
  EXPECT_EQ(steering.course, 1);
  EXPECT_EQ(steering.plain, 0);
  const SteeredGroup& leant_to = steering.leant_to;
  EXPECT_DOUBLE_EQ(leant_to.slices, 1);
  EXPECT_DOUBLE_EQ(leant_to.regressed, 0.5);
  EXPECT_DOUBLE_EQ(leant_to.labels.steered, 72.5);
  EXPECT_DOUBLE_EQ(leant_to.labels.plain, 50);
  // Differences of 20 and 25 around 22.5.
  EXPECT_DOUBLE_EQ(*leant_to.labels.error, std::sqrt(2 * (2.5 * 2.5 + 2.5 * 2.5)) / 2);
  EXPECT_DOUBLE_EQ(leant_to.found.steered, 1);
  EXPECT_DOUBLE_EQ(leant_to.found.plain, 0);
  EXPECT_DOUBLE_EQ(leant_to.labels_until.difference(), -50);
  EXPECT_DOUBLE_EQ(leant_to.decided.steered, 1);
  EXPECT_DOUBLE_EQ(leant_to.decided.plain, 0.5);
  const SteeredGroup& others = steering.others;
  EXPECT_DOUBLE_EQ(others.labels.difference(), -22.5);
  EXPECT_DOUBLE_EQ(others.found.difference(), 0);
  EXPECT_DOUBLE_EQ(others.labels_until.steered, 100);
}

}  // namespace
}  // namespace winnow::simulation
