// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/simulation/results/cells_json.h"
#include "server/simulation/results/page/results_page.h"
#include "server/simulation/results/record_file.h"
#include "server/simulation/results/summary.h"
#include "server/simulation/results/text_table.h"
#include "tests/server/simulation/results/sample_results.h"
#include "tests/testing/seed.h"

namespace winnow::simulation {
namespace {

using ::testing::HasSubstr;

// Everything that is told about the results, as one text.
std::string AllTold(const Results& results) {
  const Summary summary = Summarize(results);
  return absl::StrCat(RecordLines(results), CellsJson(summary), TextTable(summary),
                      ResultsPage(results, summary));
}

Results Merged(std::vector<Results> shards) {
  auto merged = MergeResults(std::move(shards));
  EXPECT_TRUE(merged.ok()) << merged.status();
  return merged.ok() ? *std::move(merged) : Results();
}

// Merges neighbours, in random groups, until one is left: any tree of merges.
Results MergedAsTree(std::vector<Results> shards, std::mt19937_64& engine) {
  while (shards.size() > 1) {
    const std::size_t first = engine() % (shards.size() - 1);
    Results both = Merged({shards[first + 1], shards[first]});
    shards.erase(shards.begin() + static_cast<std::ptrdiff_t>(first) + 1);
    shards[first] = std::move(both);
  }
  return Merged(std::move(shards));
}

void ExpectRefused(std::vector<Results> shards, const std::string& word) {
  const auto merged = MergeResults(std::move(shards));
  ASSERT_FALSE(merged.ok());
  EXPECT_EQ(merged.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(merged.status().message()), HasSubstr(word));
}

// Two draws of each of the four cells.
Results CompleteResults() {
  Results results;
  results.plan = SmallPlan({1.0, -0.25}, 2);
  results.plan.mutable_tasks(0)->set_items_sha256("aa");
  for (uint32_t policy = 0; policy < 2; ++policy) {
    results.plan.add_policy_sha256("bb");
    for (uint32_t budget = 0; budget < 2; ++budget) {
      for (uint32_t replicate = 0; replicate < 2; ++replicate)
        results.draws.push_back(DrawOf({policy, budget, replicate, {0.1 * replicate, 0.0}}));
    }
  }
  return results;
}

TEST(MergeTest, AnySplitInAnyOrderGivesTheSameBytes) {
  const uint32_t seed = testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  std::mt19937_64 engine(seed);
  const Results whole = SampleResults();
  const std::string told = AllTold(whole);
  for (int trial = 0; trial < 6; ++trial) {
    std::vector<Results> shards = RandomShards(whole, 1 + engine() % 9, engine());
    EXPECT_EQ(AllTold(MergedAsTree(shards, engine)), told);
    std::shuffle(shards.begin(), shards.end(), engine);
    EXPECT_EQ(AllTold(Merged(std::move(shards))), told);
  }
}

TEST(MergeTest, ASummaryDoesNotDependOnTheOrderOfTheDraws) {
  const Results whole = SampleResults();
  Results shuffled = RandomShards(whole, 1, 5).front();
  EXPECT_EQ(CellsJson(Summarize(shuffled)), CellsJson(Summarize(whole)));
}

TEST(MergeTest, AShardMayHaveNoDraws) {
  Results empty;
  empty.plan = CompleteResults().plan;
  const Results merged = Merged({empty, CompleteResults(), empty});
  EXPECT_EQ(RecordLines(merged), RecordLines(CompleteResults()));
}

TEST(MergeTest, NothingIsNotMerged) { ExpectRefused({}, "no shard"); }

TEST(MergeTest, PlansThatDifferAreRefusedWithTheDifference) {
  const auto refuse = [](auto change, const std::string& word) {
    Results other = CompleteResults();
    other.draws.clear();
    change(other.plan);
    ExpectRefused({CompleteResults(), other}, word);
  };
  refuse([](auto& plan) { plan.set_seed(8); },
         "shard 2 is of another plan than shard 1: the seeds");
  refuse([](auto& plan) { plan.set_policy_sha256(1, "ff"); },
         "policy other is not the same one in both");
  refuse([](auto& plan) { plan.mutable_tasks(0)->set_items_sha256("ff"); },
         "the candidates of task small are not the same in both");
  refuse([](auto& plan) { plan.clear_policy_sha256(); }, "only one has digests");
  refuse([](auto& plan) { plan.set_replicates(3); }, "3 replicates instead of 2");
  refuse([](auto& plan) { plan.set_budgets(1, 401); }, "budgets differ");
  refuse([](auto& plan) { plan.set_policies(1, "another"); }, "policies differ");
  refuse([](auto& plan) { plan.set_regression_budget_nano(1); }, "regression budgets differ");
  refuse([](auto& plan) { plan.mutable_tasks(0)->set_source("elsewhere"); }, "tasks differ");
}

TEST(MergeTest, APlanOfTooManyCellsIsRefused) {
  Results results;
  results.plan = CompleteResults().plan;
  for (int i = 0; i < 1'000; ++i) results.plan.add_policies(absl::StrCat("policy ", i));
  for (uint32_t i = 0; i < 1'000; ++i) results.plan.add_budgets(1'000 + i);
  ExpectRefused({results}, "the plan has 1004004 tasks x policies x budgets");
}

TEST(MergeTest, ADrawOfTwoShardsIsNamed) {
  Results other = CompleteResults();
  other.draws = {other.draws[3]};
  ExpectRefused({CompleteResults(), other},
                "task small, policy random, 400 labels, replicate 1 is there twice");
}

TEST(MergeTest, ADrawThatIsNoneOfThePlanIsRefused) {
  Results wrong = CompleteResults();
  wrong.draws[0].set_budget(2);
  ExpectRefused({wrong}, "shard 1: a draw names budget 2");
}

TEST(CheckCompleteTest, AllDrawsAreComplete) {
  EXPECT_TRUE(CheckComplete(CompleteResults()).ok());
  EXPECT_TRUE(CheckComplete(SampleResults()).ok());
}

TEST(CheckCompleteTest, WhatLacksIsNamed) {
  Results results = CompleteResults();
  results.draws.erase(results.draws.begin() + 5);
  const absl::Status status = CheckComplete(results);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("1 of 8 draws lack"));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("replicate 1 of task small, policy other, 100 labels"));
}

TEST(CheckCompleteTest, AShardThatLacksIsNamedByItsReplicates) {
  Results results = SampleResults();
  std::erase_if(results.draws, [](const v1::SimulationDraw& draw) {
    return draw.replicate() == 3 || (draw.replicate() >= 10 && draw.replicate() < 20);
  });
  EXPECT_THAT(std::string(CheckComplete(results).message()),
              HasSubstr("replicates 3, 10-19 of every task, policy and budget"));
}

// What a plan claims costs no memory.
TEST(CheckCompleteTest, NeedsNoMoreForMoreReplicates) {
  Results results = CompleteResults();
  results.plan.set_replicates(UINT32_MAX);
  const std::string message(CheckComplete(results).message());
  EXPECT_THAT(message, HasSubstr("17179869172 of 17179869180 draws lack"));
  EXPECT_THAT(message, HasSubstr("replicates 2-4294967294 of every task, policy and budget"));
}

TEST(CheckCompleteTest, ManyGapsAreCutShort) {
  Results results = SampleResults();
  std::mt19937_64 engine(1);
  std::erase_if(results.draws, [&](const v1::SimulationDraw&) { return engine() % 2 == 0; });
  const std::string message(CheckComplete(results).message());
  EXPECT_THAT(message, HasSubstr("and others of 127 kinds"));
  EXPECT_LT(message.size(), 1'500);
}

}  // namespace
}  // namespace winnow::simulation
