// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/p6_pool.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/simulation/pool/json_pool.h"
#include "tests/server/simulation/pool/history_bed.h"

namespace winnow::simulation {
namespace {

using ::testing::HasSubstr;
using testing::History;
using ::testing::IsEmpty;
using testing::LeftOut;
using testing::MessageOf;
using ::testing::Not;
using testing::Notes;
using testing::OutcomeOf;
using testing::Replaced;

TEST(P6PoolTest, AHistoryBecomesAPoolWithItsTruth) {
  JsonPoolInput input = History(8);
  input.outcomes.lines[1] = OutcomeOf("c0", "B", 7);  // slice s0: + 5, + 1, + 1, + 1 in 40 words
  const auto pool = LoadJsonPool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_THAT(pool->slices, ::testing::ElementsAre("s0", "s1"));
  EXPECT_EQ(pool->task.slices(0).change_nano(), 200'000'000);
  EXPECT_EQ(pool->task.slices(1).change_nano(), 100'000'000);
  EXPECT_EQ(pool->task.slices(0).items(), 4u);
  EXPECT_EQ(pool->task.slices(0).clusters(), 2u);  // speakers 0 and 2
  EXPECT_EQ(pool->task.unit(), "word");
  EXPECT_EQ(pool->task.baseline_release(), "A");
  EXPECT_EQ(pool->task.candidate_release(), "B");
  const PoolItem& item = pool->items[0];
  EXPECT_EQ(item.id, "c0");
  EXPECT_EQ(item.difference, 5);
  EXPECT_EQ(item.reference_units, 10);
  EXPECT_EQ(item.Signal("confidence"), 0.5);
  EXPECT_EQ(pool->BoundOf(item), 1);
  EXPECT_EQ(item.near_duplicate, 0u);
  EXPECT_EQ(pool->items[4].cluster, item.cluster);
  EXPECT_NE(pool->items[1].cluster, item.cluster);
  EXPECT_THAT(pool->task.exclusions(), IsEmpty());
}

// Words of references are labels: of what is not drawn nobody knows them.
TEST(P6PoolTest, ACandidateCountsWithOneUnlessASignalSaysTheWordsOfTheIncumbent) {
  JsonPoolInput input = History(4);
  auto pool = P6Pool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->items[0].incumbent_units, 1);
  EXPECT_EQ(pool->items[0].reference_units, 10);
  EXPECT_THAT(Notes(pool->task),
              HasSubstr("No signal says how many words the incumbent gave: each candidate counts "
                        "with 1, as in the gate of a release without a units signal."));

  FileLines& words = input.signals.emplace_back();
  words.name = "words.jsonl";
  for (int i = 0; i < 3; ++i) {
    words.lines.push_back(
        absl::StrCat(R"({"candidate_id":"c)", i, R"(","signals":{"x_words":)", 7 + i, "}}"));
  }
  words.lines.push_back(R"({"candidate_id":"elsewhere","signals":{"x_words":3}})");
  input.units_signal = "x_words";
  pool = P6Pool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->items[0].incumbent_units, 7);
  EXPECT_EQ(pool->items[0].reference_units, 10);
  EXPECT_EQ(pool->items[3].incumbent_units, 1);
  EXPECT_THAT(Notes(pool->task), Not(HasSubstr("No signal")));
  EXPECT_THAT(Notes(pool->task), HasSubstr("There is no x_words of 1 of 4 candidates"));
}

TEST(P6PoolTest, SensitiveCandidatesAndThoseWithoutBothOutcomesAreLeftOutAndCounted) {
  JsonPoolInput input = History(9);
  input.candidates.lines[0] =
      Replaced(input.candidates.lines[0], R"("slice")", R"("sensitive":true,"slice")");
  input.outcomes.lines.erase(input.outcomes.lines.begin() + 17);  // c8: only the baseline
  input.outcomes.lines.erase(input.outcomes.lines.begin() + 12, input.outcomes.lines.begin() + 16);
  const auto pool = P6Pool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->items.size(), 5u);
  EXPECT_EQ(LeftOut(pool->task, "sensitive"), 1u);
  EXPECT_EQ(LeftOut(pool->task, "without an outcome of either release"), 2u);
  EXPECT_EQ(LeftOut(pool->task, "only one of the two"), 1u);
  EXPECT_THAT(Notes(pool->task),
              HasSubstr("Only 5 of 8 candidates of candidates.jsonl (62.5 %) have outcomes"));
}

TEST(P6PoolTest, OfExactDuplicatesTheFirstWithOutcomesStandsForAll) {
  JsonPoolInput input = History(8);
  for (int i : {0, 2, 4}) {
    input.candidates.lines[static_cast<std::size_t>(i)] =
        Replaced(input.candidates.lines[static_cast<std::size_t>(i)], R"("slice")",
                 R"("dup_group":"g","slice")");
  }
  input.outcomes.lines.erase(input.outcomes.lines.begin());  // c0 lacks the baseline's
  const auto pool = P6Pool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  ASSERT_EQ(pool->items.size(), 6u);
  EXPECT_EQ(pool->items[0].id, "c2");
  EXPECT_EQ(pool->items[0].members, 3u);
  EXPECT_EQ(pool->items[1].members, 1u);
  EXPECT_THAT(pool->task.exclusions(), IsEmpty());
  EXPECT_THAT(Notes(pool->task), Not(HasSubstr("Only")));
}

TEST(P6PoolTest, TheSubjectIsTheClusterWhereNobodyHasASpeaker) {
  JsonPoolInput input = History(6);
  for (std::string& line : input.candidates.lines) line = Replaced(line, "speaker", "person");
  auto pool = P6Pool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->items[0].cluster, pool->items[3].cluster);  // persons 0 to 2
  EXPECT_NE(pool->items[0].cluster, pool->items[4].cluster);
  input.candidates.lines[5] = Replaced(input.candidates.lines[5], R"("subject":"person2",)", "");
  pool = P6Pool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_NE(pool->items[2].cluster, pool->items[5].cluster);
  EXPECT_THAT(Notes(pool->task),
              HasSubstr("There is no key of a speaker, call or session of 1 of 6 candidates"));
}

TEST(P6PoolTest, SlicesClustersAndNearDuplicatesAreMadeOfFieldsThatAreNamed) {
  JsonPoolInput input = History(6);
  input.options.slice = {"slice", "device"};
  input.options.cluster = "subject";
  input.near_duplicate = "speaker";
  const auto pool = P6Pool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_THAT(pool->slices, ::testing::ElementsAre("s0/far", "s1/far"));
  EXPECT_EQ(pool->items[0].cluster, pool->items[3].cluster);
  EXPECT_EQ(pool->items[0].near_duplicate, pool->items[4].near_duplicate);
  EXPECT_NE(pool->items[0].near_duplicate, pool->items[1].near_duplicate);
}

TEST(P6PoolTest, SignalsOfAnotherPairAreLeftOutAndSaid) {
  JsonPoolInput input = History(4);
  input.candidates.lines[1] =
      Replaced(input.candidates.lines[1], R"("baseline_release":"A","candidate_release":"B")",
               R"("baseline_release":"Z","candidate_release":"Y")");
  input.candidates.lines[2] =
      Replaced(input.candidates.lines[2],
               R"({"value":1,"baseline_release":"A","candidate_release":"B"})", "4");
  const auto pool = P6Pool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->items[1].Signal("pair_disagreement"), std::nullopt);
  EXPECT_EQ(pool->items[2].Signal("pair_disagreement"), 4);  // no pair: this one
  EXPECT_THAT(Notes(pool->task), HasSubstr("of other pairs of releases are left out: 1."));
}

// A line of signals: how far a release of the pair is from another one.
std::string DistanceOf(int i, absl::string_view a, absl::string_view b, double value) {
  return absl::StrCat(R"({"candidate_id":"c)", i, R"(","signals":{"pair_disagreement":{"value":)",
                      value, R"(,"baseline_release":")", a, R"(","candidate_release":")", b,
                      R"("}}})");
}

// The witness W is 2 from A throughout, and 2 + i from B, stated in either direction.
JsonPoolInput HistoryWithAWitness() {
  JsonPoolInput input = History(3);
  FileLines& signals = input.signals.emplace_back();
  signals.name = "signals.jsonl";
  for (int i = 0; i < 3; ++i) {
    signals.lines.push_back(DistanceOf(i, "W", "A", 2));
    signals.lines.push_back(DistanceOf(i, "B", "W", 2 + i));
  }
  return input;
}

TEST(P6PoolTest, DistancesToAWitnessSayWhichChangeToExpect) {
  JsonPoolInput input = HistoryWithAWitness();
  const auto pool = P6Pool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(pool->items[i].witnessed_change, i);
    EXPECT_EQ(pool->items[i].Signal("expected_change"), std::nullopt) << "policies see no signal";
  }
  EXPECT_THAT(Notes(pool->task), HasSubstr("estimates use what distances to further releases say"));
  EXPECT_THAT(Notes(pool->task), Not(HasSubstr("left out")));
  input.signals[0].lines.push_back(DistanceOf(1, "B", "W", 5));
  EXPECT_EQ(P6Pool(input)->items[1].witnessed_change, 3) << "later ones win";
}

TEST(P6PoolTest, DistancesToWitnessesHaveBounds) {
  JsonPoolInput input = HistoryWithAWitness();
  input.signals[0].lines.push_back(DistanceOf(1, "B", "W", -1));
  EXPECT_THAT(P6Pool(input).status().message(),
              HasSubstr("signals.jsonl:7: signals.pair_disagreement: must not be negative"));
  input.signals[0].lines.back() = DistanceOf(1, "B", "W", 1e300);
  EXPECT_THAT(P6Pool(input).status().message(),
              HasSubstr("signals.jsonl:7: signals.pair_disagreement: must not be negative and at"));
  input.signals[0].lines.pop_back();
  for (int i = 0; i < 62; ++i)
    input.signals[0].lines.push_back(DistanceOf(0, "A", absl::StrCat("W", i), 1));
  EXPECT_TRUE(P6Pool(input).ok());
  input.signals[0].lines.push_back(DistanceOf(0, "A", "V", 1));
  EXPECT_THAT(P6Pool(input).status().message(),
              HasSubstr("signals.jsonl:69: signals.pair_disagreement: is of more than 64 further"));
}

TEST(P6PoolTest, LaterSignalsWin) {
  JsonPoolInput input = History(2);
  FileLines& later = input.signals.emplace_back();
  later.name = "later.jsonl";
  later.lines = {R"({"candidate_id":"c1","signals":{"confidence":0.25,"expected_change":-1}})"};
  const auto pool = P6Pool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->items[1].Signal("confidence"), 0.25);
  EXPECT_EQ(pool->items[1].Signal("expected_change"), -1);
  EXPECT_EQ(pool->items[0].Signal("confidence"), 0.5);
}

TEST(P6PoolTest, AnItemWithoutAnyUnitsCountsAsNothingOfNothingAndIsSaid) {
  JsonPoolInput input = History(4);
  for (std::size_t i : {0, 1})
    input.outcomes.lines[i] = Replaced(input.outcomes.lines[i], R"("word_errors")", R"("x")");
  for (std::size_t i : {0, 1})
    input.outcomes.lines[i] = Replaced(input.outcomes.lines[i], R"("words")", R"("y")");
  const auto pool = P6Pool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->items[0].difference, 0);
  EXPECT_EQ(pool->items[0].reference_units, 0);
  EXPECT_THAT(Notes(pool->task),
              HasSubstr("The outcomes state neither word_errors nor words of 1 of 4 candidates"));
}

TEST(P6PoolTest, ARatePerTaskHasOneUnit) {
  JsonPoolInput input = History(4);
  for (std::string& line : input.outcomes.lines) line = Replaced(line, "word_errors", "failures");
  input.options.errors = "failures";
  const auto pool = P6Pool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->task.unit(), "task");
  EXPECT_EQ(pool->items[0].incumbent_units, 1);
  EXPECT_EQ(pool->items[0].reference_units, 1);
  EXPECT_THAT(pool->task.generated(), IsEmpty());
  input.units_signal = "x_words";
  EXPECT_EQ(
      MessageOf(P6Pool(input)),
      "--units-signal x_words: failures are counted per candidate, of whatever size: leave it "
      "out, or name with --units what they are counted per");
}

TEST(P6PoolTest, WhatIsReportedDoesNotDependOnTheFolder) {
  JsonPoolInput input = History(100);
  input.outcomes.lines.resize(150);
  const auto here = P6Pool(input);
  input.candidates.name = "some/where/candidates.jsonl";
  const auto there = P6Pool(input);
  ASSERT_TRUE(here.ok() && there.ok());
  EXPECT_EQ(there->task.task(), "candidates.jsonl A -> B");
  EXPECT_EQ(there->task.SerializeAsString(), here->task.SerializeAsString());
}

TEST(P6PoolTest, ThinSlicesAreLeftOut) {
  JsonPoolInput input = History(7);
  input.options.least_items = 4;
  const auto pool = P6Pool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_THAT(pool->slices, ::testing::ElementsAre("s0"));
  EXPECT_EQ(LeftOut(pool->task, "too thin"), 3u);
}

TEST(JsonPoolTest, TheFirstLineSaysWhatAFileIs) {
  EXPECT_TRUE(IsJson(R"( {"candidate_id":"c1"})"));
  EXPECT_FALSE(IsJson("candidate_id,slice"));
  EXPECT_FALSE(IsJson(""));
  JsonPoolInput input = History(1);
  input.candidates.lines[0] = R"({"type":"manifest"})";
  EXPECT_THAT(MessageOf(LoadJsonPool(input)),
              HasSubstr("candidates.jsonl:1: candidate_id: is missing, and the line is no header"));
  input.candidates.lines.clear();
  EXPECT_EQ(MessageOf(LoadJsonPool(input)), "candidates.jsonl:1: is missing: the file is empty");
}

}  // namespace
}  // namespace winnow::simulation
