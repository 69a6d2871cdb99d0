// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/trial/missing_signals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/simulation/trial/pool_frame.h"
#include "tests/server/simulation/trial/made_up_pool.h"

namespace winnow::simulation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::SimulatedTask NotesOf(const Pool& pool, const std::vector<std::string>& names) {
  std::vector<Strategy> strategies;
  for (const std::string& name : names) strategies.push_back(*FindStrategy(name));
  v1::SimulatedTask task = pool.task;
  EXPECT_TRUE(NoteMissingSignals(pool, strategies, task).ok());
  return task;
}

TEST(MissingSignals, OfPoliciesThatFindAllNothingIsSaid) {
  const v1::SimulatedTask task =
      NotesOf(MadeUpPool(1), {"random", "release-evaluation", "lowest-confidence"});
  EXPECT_THAT(task.missing_signals(), IsEmpty());
  EXPECT_THAT(task.blind_policies(), IsEmpty());
}

TEST(MissingSignals, SaysWhichPoliciesMissWhich) {
  Pool pool = MadeUpPool(1);
  for (std::size_t i = 0; i < 3; ++i) pool.items[i].signals.erase("confidence");
  const v1::SimulatedTask task = NotesOf(pool, {"random", "lowest-confidence", "lab-v0"});
  EXPECT_THAT(task.missing_signals(),
              ElementsAre("3 of 900 candidates have no confidence: lowest-confidence, lab-v0 take "
                          "their missing values.",
                          "No candidate has daily_sessions: lab-v0 takes its missing value."));
  EXPECT_THAT(task.blind_policies(), IsEmpty());
}

TEST(MissingSignals, MarksAPolicyThatFindsNone) {
  Pool pool = MadeUpPool(1);
  for (PoolItem& item : pool.items) item.signals.erase("confidence");
  const v1::SimulatedTask task = NotesOf(pool, {"random", "lowest-confidence", "lab-v0"});
  EXPECT_THAT(task.blind_policies(), ElementsAre("lowest-confidence", "lab-v0"));
}

// A policy whose term names a pair of releases of its own.
Strategy PolicyOfPair(const char* baseline, const char* candidate) {
  Strategy strategy = *FindStrategy("release-evaluation");
  v1::SignalTerm& term = *strategy.policy.mutable_signal_terms(0);
  term.set_use_release_under_test(false);
  term.set_baseline_release(baseline);
  term.set_candidate_release(candidate);
  return strategy;
}

TEST(MissingSignals, ATermOfAnotherPairMissesItsSignal) {
  const Pool pool = MadeUpPool(1);
  v1::SimulatedTask task = pool.task;
  ASSERT_TRUE(NoteMissingSignals(pool, {PolicyOfPair("A", "C")}, task).ok());
  EXPECT_THAT(task.missing_signals(),
              ElementsAre("No candidate has pair_disagreement of A and C: release-evaluation takes "
                          "its missing value."));
  EXPECT_THAT(task.blind_policies(), ElementsAre("release-evaluation"));
}

TEST(MissingSignals, ATermOfAnotherPairReadsNothing) {
  const Pool pool = MadeUpPool(1);
  const auto same = PoolFrame::Make(pool, PolicyOfPair("A", "B"));
  const auto other = PoolFrame::Make(pool, PolicyOfPair("A", "C"));
  ASSERT_TRUE(same.ok() && other.ok());
  bool differs = false;
  for (uint32_t i = 0; i < pool.items.size(); ++i) {
    EXPECT_EQ((*other)->SizeOf(i), (*other)->SizeOf(0));
    differs = differs || (*same)->SizeOf(i) != (*same)->SizeOf(0);
  }
  EXPECT_TRUE(differs);
}

TEST(MissingSignals, RefusesAPolicyThatCannotBeFollowed) {
  Strategy strategy = *FindStrategy("random");
  strategy.policy.add_caps()->set_attribute("room");
  v1::SimulatedTask task;
  const absl::Status status = NoteMissingSignals(MadeUpPool(1), {strategy}, task);
  EXPECT_THAT(std::string(status.message()), HasSubstr("policy random: "));
}

}  // namespace
}  // namespace winnow::simulation
