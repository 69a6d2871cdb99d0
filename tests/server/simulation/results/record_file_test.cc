// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/record_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "server/simulation/results/plan_rules.h"
#include "tests/server/simulation/results/sample_results.h"

namespace winnow::simulation {
namespace {

using ::testing::HasSubstr;

Results SmallResults() {
  Results results;
  results.plan = SmallPlan({1.0, -0.25}, 2);
  results.draws.push_back(DrawOf({0, 0, 1, {0.5, 0.25}}));
  results.draws.push_back(DrawOf({1, 0, 0, {0.0, -0.5}}));
  return results;
}

// The lines of the small results, one of them replaced; counted from 1.
std::string LinesWith(std::size_t number, const std::string& line) {
  std::vector<std::string> lines = absl::StrSplit(RecordLines(SmallResults()), '\n');
  lines.at(number - 1) = line;
  return absl::StrJoin(lines, "\n");
}

void ExpectRefused(const std::string& lines, const std::vector<std::string>& words) {
  const auto results = ParseRecords(lines);
  ASSERT_FALSE(results.ok());
  EXPECT_EQ(results.status().code(), absl::StatusCode::kInvalidArgument);
  for (const std::string& word : words)
    EXPECT_THAT(std::string(results.status().message()), HasSubstr(word));
}

TEST(RecordFileTest, WhatIsWrittenIsReadBack) {
  for (const Results& results : {SmallResults(), SampleResults(), HostileResults()}) {
    const std::string lines = RecordLines(results);
    const auto read = ParseRecords(lines);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(RecordLines(*read), lines);
  }
}

TEST(RecordFileTest, APlanWithoutDrawsIsAFile) {
  const auto read = ParseRecords(PlanLine(SmallResults().plan));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(read->draws.empty());
}

TEST(RecordFileTest, LinesHaveTheNamesOfTheProtoAndNoLineFeedWithin) {
  const std::string lines = RecordLines(SmallResults());
  EXPECT_THAT(lines, HasSubstr("\"regression_budget_nano\":\"5000000\""));
  EXPECT_THAT(lines, HasSubstr("\"change_nano\":[\"5000000\",\"2500000\"]"));
  EXPECT_THAT(lines, HasSubstr("\"half_width_nano\":[\"-1\",\"-1\"]"));
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 3);
  EXPECT_TRUE(absl::EndsWith(lines, "}\n"));
}

TEST(RecordFileTest, DrawsAreSortedWhateverTheOrderOfTheLines) {
  Results results = SmallResults();
  const auto sorted = ParseRecords(RecordLines(results));
  std::reverse(results.draws.begin(), results.draws.end());
  const auto reversed = ParseRecords(RecordLines(results));
  ASSERT_TRUE(sorted.ok() && reversed.ok());
  EXPECT_EQ(RecordLines(*sorted), RecordLines(*reversed));
}

TEST(RecordFileTest, AFirstLineThatIsNoPlanIsNamed) {
  ExpectRefused("", {"line 1", "plan"});
  ExpectRefused("\n", {"line 1"});
  ExpectRefused(LinesWith(1, "task,policy"), {"line 1", "winnow-simulate run"});
  ExpectRefused(LinesWith(1, "{}"), {"line 1", "no tasks"});
}

TEST(RecordFileTest, ALineThatIsNoDrawIsNamed) {
  const std::string whole = DrawLine(SmallResults().draws[0]);
  ExpectRefused(LinesWith(3, whole.substr(0, whole.size() / 2)), {"line 3", "leave the line out"});
  ExpectRefused(LinesWith(2, ""), {"line 2", "is no draw"});
  ExpectRefused(LinesWith(2, "{\"words\":1}"), {"line 2", "is no draw"});
}

TEST(RecordFileTest, ADrawOfAnotherPlanIsNamed) {
  const auto refuse = [](auto change, const std::string& word) {
    v1::SimulationDraw draw = SmallResults().draws[0];
    change(draw);
    std::string line = DrawLine(draw);
    line.pop_back();
    ExpectRefused(LinesWith(3, line), {"line 3", word});
  };
  refuse([](auto& draw) { draw.set_task(1); }, "task 1");
  refuse([](auto& draw) { draw.set_policy(2); }, "policy 2");
  refuse([](auto& draw) { draw.set_budget(2); }, "budget 2");
  refuse([](auto& draw) { draw.set_replicate(2); }, "replicate 2");
  refuse([](auto& draw) { draw.add_change_nano(1); }, "3 entries");
  refuse([](auto& draw) { draw.clear_verdicts(); }, "0 entries");
  refuse([](auto& draw) { draw.clear_coverage(); }, "0 entries");
  refuse([](auto& draw) { draw.clear_half_width_nano(); }, "0 entries");
  refuse([](auto& draw) { draw.set_change_nano(0, INT64_MIN); }, "million errors");
  refuse([](auto& draw) { draw.set_half_width_nano(1, -2); }, "half width");
  refuse([](auto& draw) { draw.set_verdicts(1, v1::SIMULATED_VERDICT_UNSPECIFIED); }, "no verdict");
}

TEST(RecordFileTest, TheSameDrawTwiceIsNamedWithBothLines) {
  std::string line = DrawLine(SmallResults().draws[0]);
  line.pop_back();
  ExpectRefused(LinesWith(3, line), {"line 3", "line 2", "leave one of them out"});
}

TEST(RecordFileTest, APlanThatMeansNothingIsRefused) {
  const auto refuse = [](auto change, const std::string& word) {
    v1::SimulationPlan plan = SmallResults().plan;
    ASSERT_TRUE(CheckPlan(plan).ok());
    change(plan);
    EXPECT_THAT(std::string(CheckPlan(plan).message()), HasSubstr(word));
  };
  refuse([](auto& plan) { plan.clear_policies(); }, "no policies");
  refuse([](auto& plan) { plan.clear_budgets(); }, "no budgets");
  refuse([](auto& plan) { plan.set_replicates(0); }, "no replicates");
  refuse([](auto& plan) { plan.set_budgets(1, 100); }, "rise");
  refuse([](auto& plan) { plan.set_policies(1, "random"); }, "random is there twice");
  refuse([](auto& plan) { plan.set_policies(1, ""); }, "policy has no name");
  refuse([](auto& plan) { *plan.add_tasks() = plan.tasks(0); }, "small is there twice");
  refuse([](auto& plan) { plan.mutable_tasks(0)->clear_slices(); }, "no slices");
  refuse([](auto& plan) { plan.mutable_tasks(0)->mutable_slices(1)->set_slice("slice-1"); },
         "slice-1 is there twice");
  refuse([](auto& plan) { plan.mutable_tasks(0)->mutable_slices(1)->set_change_nano(INT64_MAX); },
         "million errors");
}

}  // namespace
}  // namespace winnow::simulation
