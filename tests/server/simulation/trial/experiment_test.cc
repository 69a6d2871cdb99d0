// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/trial/experiment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "server/simulation/results/merge.h"
#include "server/simulation/results/record_file.h"
#include "server/simulation_cli/thread_executor.h"
#include "tests/server/simulation/trial/made_up_pool.h"

namespace winnow::simulation {
namespace {

using ::testing::HasSubstr;

Experiment MakeExperiment() {
  Experiment experiment;
  experiment.pools = {MadeUpPool(1), MadeUpPool(2, 3)};
  for (const std::string& name : DefaultStrategies())
    experiment.strategies.push_back(*FindStrategy(name));
  experiment.budgets = {30, 100};
  experiment.replicates = 6;
  experiment.seed = 5;
  return experiment;
}

absl::StatusOr<Results> RunOn(const Experiment& experiment, uint32_t threads = 1) {
  ThreadExecutor executor(threads);
  return RunExperiment(experiment, executor, [] {});
}

TEST(Experiment, GivesTheSameBytesForAnyNumberOfThreads) {
  const Experiment experiment = MakeExperiment();
  const auto one = RunOn(experiment);
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_TRUE(CheckComplete(*one).ok());
  for (const uint32_t threads : {2, 8})
    EXPECT_EQ(RecordLines(*RunOn(experiment, threads)), RecordLines(*one)) << threads;
}

TEST(Experiment, IsTheSumOfItsShards) {
  const std::string whole = RecordLines(*RunOn(MakeExperiment()));
  for (const uint32_t count : {2, 4, 7}) {
    std::vector<Results> shards;
    for (uint32_t i = count; i-- > 0;) {
      Experiment part = MakeExperiment();
      part.shard = {i, count};
      auto results = RunOn(part);
      ASSERT_TRUE(results.ok()) << results.status();
      EXPECT_EQ(results->draws.size(), DrawCount(part));
      shards.push_back(*std::move(results));
    }
    const auto merged = MergeResults(std::move(shards));
    ASSERT_TRUE(merged.ok()) << merged.status();
    EXPECT_EQ(RecordLines(*merged), whole) << count << " shards";
  }
}

// Names alone do not tell two experiments apart.
TEST(Experiment, DoesNotAddUpWithAnotherOneOfTheSameNames) {
  const auto refused = [](auto change, const char* words) {
    Experiment half = MakeExperiment();
    half.shard = {0, 2};
    Experiment other = MakeExperiment();
    other.shard = {1, 2};
    change(other);
    const auto merged = MergeResults({*RunOn(half), *RunOn(other)});
    EXPECT_THAT(std::string(merged.status().message()), HasSubstr(words));
  };
  refused([](Experiment& other) { other.strategies[0].knows_slices = true; },
          "policy random is not the same one in both; merge shards of one plan");
  refused([](Experiment& other) { other.strategies[5].policy.set_break_ties_by_id(false); },
          "policy lab-v0 is not the same one in both");
  refused([](Experiment& other) { other.strategies[3].estimation = Estimation::kPlain; },
          "policy uniform is not the same one in both");
  refused([](Experiment& other) { other.pools[1].items[7].cluster = 3; },
          "the candidates of task made up 2 are not the same in both");
  refused([](Experiment& other) { other.pools[0].items[7].signals["confidence"] = 0.123; },
          "the candidates of task made up 1 are not the same in both");
}

// So that policies are compared on the same luck, and a task or policy more changes no other.
TEST(Experiment, DrawsATaskAlikeWhateverStandsBesideIt) {
  const auto both = RunOn(MakeExperiment());
  Experiment alone = MakeExperiment();
  alone.pools.erase(alone.pools.begin());
  alone.strategies = {*FindStrategy("release-evaluation")};
  alone.budgets = {100};
  const auto one = RunOn(alone);
  ASSERT_TRUE(both.ok() && one.ok());
  std::size_t compared = 0;
  for (const v1::SimulationDraw& draw : both->draws) {
    if (draw.task() != 1 || draw.budget() != 1 ||
        both->plan.policies(static_cast<int>(draw.policy())) != "release-evaluation") {
      continue;
    }
    v1::SimulationDraw moved = one->draws[draw.replicate()];
    moved.set_task(draw.task());
    moved.set_policy(draw.policy());
    moved.set_budget(draw.budget());
    EXPECT_EQ(moved.SerializeAsString(), draw.SerializeAsString());
    ++compared;
  }
  EXPECT_EQ(compared, alone.replicates);
}

TEST(Experiment, SaysOfEverySliceWhatTheGateSaid) {
  const Experiment experiment = MakeExperiment();
  const auto results = RunOn(experiment);
  ASSERT_TRUE(results.ok());
  for (const v1::SimulationDraw& draw : results->draws) {
    const int slices = results->plan.tasks(static_cast<int>(draw.task())).slices_size();
    ASSERT_EQ(draw.change_nano_size(), slices);
    ASSERT_EQ(draw.verdicts_size(), slices);
    ASSERT_EQ(draw.coverage_size(), slices);
    ASSERT_EQ(draw.half_width_nano_size(), slices);
    EXPECT_EQ(draw.labels(), experiment.budgets[draw.budget()]);
    EXPECT_GE(draw.effective_size_micros(), 0u);
    for (int slice = 0; slice < slices; ++slice) {
      EXPECT_NE(draw.verdicts(slice), v1::SIMULATED_VERDICT_UNSPECIFIED);
      const bool judged = draw.coverage(slice) != v1::SIMULATED_COVERAGE_UNSPECIFIED;
      EXPECT_TRUE(!judged || draw.half_width_nano(slice) >= 0);
    }
  }
}

// There is nothing left to be unsure of about the pool.
TEST(Experiment, HasIntervalsWithoutWidthWhereEverythingIsLabelled) {
  Experiment experiment = MakeExperiment();
  experiment.pools.resize(1);
  experiment.budgets = {900};
  const auto results = RunOn(experiment);
  ASSERT_TRUE(results.ok()) << results.status();
  for (const v1::SimulationDraw& draw : results->draws) {
    for (int slice = 0; slice < draw.coverage_size(); ++slice) {
      EXPECT_EQ(draw.coverage(slice), v1::SIMULATED_COVERAGE_UNSPECIFIED);
      EXPECT_EQ(draw.half_width_nano(slice), 0);
    }
  }
}

TEST(Experiment, CallsDoneForEveryDraw) {
  const Experiment experiment = MakeExperiment();
  std::atomic<uint64_t> done = 0;
  ThreadExecutor executor(2);
  ASSERT_TRUE(RunExperiment(experiment, executor, [&done] { ++done; }).ok());
  EXPECT_EQ(done, DrawCount(experiment));
}

TEST(Experiment, HasOfAShardOfVeryManyItsOwnReplicatesAlone) {
  Experiment part = MakeExperiment();
  part.strategies.resize(1);
  part.budgets.resize(1);
  part.pools.resize(1);
  part.shard = {4, UINT32_MAX};
  const auto results = RunOn(part);
  ASSERT_TRUE(results.ok()) << results.status();
  ASSERT_EQ(results->draws.size(), 1u);
  EXPECT_EQ(results->draws[0].replicate(), 4u);
}

void ExpectRefused(const Experiment& experiment, const char* words) {
  const auto results = RunOn(experiment);
  EXPECT_EQ(results.status().code(), absl::StatusCode::kInvalidArgument) << words;
  EXPECT_THAT(std::string(results.status().message()), HasSubstr(words));
}

TEST(Experiment, RefusesWhatCannotBeRun) {
  Experiment bad = MakeExperiment();
  bad.budgets = {30, 901};
  ExpectRefused(bad, "901 labels are more than the 900 candidates of made up 1");
  bad = MakeExperiment();
  bad.budgets = {100, 30};
  ExpectRefused(bad, "must be above 0 and rise");
  bad = MakeExperiment();
  bad.pools.push_back(bad.pools.front());
  ExpectRefused(bad, "two tasks have the name made up 1");
  bad = MakeExperiment();
  bad.strategies.push_back(bad.strategies.front());
  ExpectRefused(bad, "policy random is named twice");
  bad = MakeExperiment();
  bad.shard = {4, 4};
  ExpectRefused(bad, "the shard must be one of those that there are");
  bad = MakeExperiment();
  bad.replicates = 0;
  ExpectRefused(bad, "at least one replicate");
  bad = MakeExperiment();
  bad.regression_budget = -1;
  ExpectRefused(bad, "regression budget");
  bad.regression_budget = 1e300;
  ExpectRefused(bad, "the regression budget is a million errors per unit or more");
  ExpectRefused(Experiment(), "there is no data");
}

// Rather than to end for want of memory, after hours.
TEST(Experiment, RefusesMoreFiguresThanItCanHold) {
  Experiment experiment = MakeExperiment();
  experiment.replicates = 1'000'000;
  ExpectRefused(experiment, "1000000 replicates of 11 policies and 2 numbers of labels have");
  experiment.shard = {0, 100'000};
  EXPECT_TRUE(RunOn(experiment).ok());
}

// One word among candidates with a billion errors: its estimate is no change of errors per word.
TEST(Experiment, RefusesAnEstimateThatIsNoChange) {
  Experiment experiment = MakeExperiment();
  for (PoolItem& item : experiment.pools[0].items) {
    item.difference = 1e9;
    item.reference_units = 1e-6;
  }
  ExpectRefused(experiment,
                "task made up 1, policy random, 30 labels, replicate 0: slice slice-0: the "
                "estimate is a million");
}

}  // namespace
}  // namespace winnow::simulation
