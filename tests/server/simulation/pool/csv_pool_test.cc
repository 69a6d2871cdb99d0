// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/csv_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace winnow::simulation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

PoolOptions OptionsOf(const std::string& baseline, const std::string& candidate) {
  PoolOptions options;
  options.baseline = baseline;
  options.candidate = candidate;
  options.least_items = 1;
  return options;
}

absl::StatusOr<Pool> Load(const std::string& text, const PoolOptions& options) {
  const auto table = CsvTable::Parse("f.csv", text);
  if (!table.ok()) return table.status();
  return PoolOfCsv(*table, "f.csv", options);
}

std::string RefusalOf(const std::string& text, const PoolOptions& options) {
  const auto pool = Load(text, options);
  EXPECT_EQ(pool.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(pool.status().message());
}

constexpr char kPlain[] =
    "candidate_id,slice,n_p2,confidence,u_committee,e_a,e_b,e_c,d_a__b,d_a__c,d_b__c\n"
    "x,s,10,0.5,0.25,3,1,0,2,3,1\n"
    "y,t,8,,0.5,0,1,0,1,0,1\n";

TEST(CsvPool, HasTruthAndSignals) {
  const auto pool = Load(kPlain, OptionsOf("a", "b"));
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->task.task(), "f.csv a -> b");
  EXPECT_THAT(pool->slices, ElementsAre("s", "t"));
  const PoolItem& x = pool->items[0];
  EXPECT_EQ(x.id, "x");
  EXPECT_EQ(x.difference, -2);
  EXPECT_EQ(x.reference_units, 10);
  EXPECT_EQ(x.Signal("confidence"), 0.5);
  EXPECT_EQ(x.Signal("committee_disagreement"), 0.25);
  EXPECT_EQ(x.Signal("pair_disagreement"), 2);
  EXPECT_EQ(x.Signal("expected_change"), 1 - 3);
  EXPECT_EQ(pool->items[1].Signal("confidence"), std::nullopt);
  EXPECT_EQ(pool->items[1].Signal("expected_change"), 1);
  EXPECT_EQ(pool->task.slices(0).change_nano(), -200'000'000);
  EXPECT_EQ(pool->task.slices(1).change_nano(), 125'000'000);
}

TEST(CsvPool, LeavesOutAndCountsWhatCannotTakePart) {
  PoolOptions options = OptionsOf("a", "b");
  options.least_items = 2;
  const auto pool = Load(
      "candidate_id,slice,sensitive_proxy,n_p2,e_a,e_b,d_a__b\n"
      "1,s,0,5,1,1,0\n2,s,0,5,1,0,1\n3,s,1,5,1,1,0\n4,s,0,5,1,,\n5,s,0,5,,1,\n6,thin,0,5,1,1,0\n7,,"
      "0,5,1,1,0\n",
      options);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->items.size(), 2u);
  ASSERT_EQ(pool->task.exclusions_size(), 4);
  EXPECT_EQ(pool->task.exclusions(0).reason(), "without an output of a or b");
  EXPECT_EQ(pool->task.exclusions(0).items(), 2u);
  EXPECT_THAT(pool->task.exclusions(1).reason(), HasSubstr("sensitive"));
  EXPECT_EQ(pool->task.exclusions(1).items(), 1u);
  EXPECT_EQ(pool->task.exclusions(2).reason(), "without a slice: slice is empty");
  EXPECT_EQ(pool->task.exclusions(2).items(), 1u);
  EXPECT_EQ(pool->task.exclusions(3).reason(),
            "in 1 slices of fewer than 2 candidates, too thin to judge");
  EXPECT_EQ(pool->task.exclusions(3).items(), 1u);
}

TEST(CsvPool, SaysWhetherThereIsAKeyOfNearDuplicates) {
  EXPECT_FALSE(Load(kPlain, OptionsOf("a", "b"))->task.knows_near_duplicates());
  const auto pool = Load("candidate_id,slice,text_group,n_p2,e_a,e_b,d_a__b\n1,s,t,5,1,1,0\n",
                         OptionsOf("a", "b"));
  EXPECT_TRUE(pool->task.knows_near_duplicates());
}

// Right or wrong, whatever the number of entities.
TEST(CsvPool, OfTasksCountsEachOnce) {
  const auto pool = Load(
      "candidate_id,scenario,device,session_key,a_task_err,b_task_err,d_a__b\n"
      "1,play,near,k,0,1,3\n2,play,near,k,1,1,0\n",
      OptionsOf("a", "b"));
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->task.unit(), kTaskUnit);
  EXPECT_THAT(pool->slices, ElementsAre("play/near"));
  EXPECT_EQ(pool->items[0].Signal("pair_disagreement"), 1);
  EXPECT_EQ(pool->BoundOf(pool->items[0]), 1);
  EXPECT_EQ(pool->BoundOf(pool->items[1]), 0);
  EXPECT_EQ(pool->task.slices(0).change_nano(), 500'000'000);
}

// What a table counts does not depend on which slices it has.
TEST(CsvPool, CountsByTheColumnsOfErrorsThatThereAre) {
  const auto tasks = Load("slice,a_task_err,b_task_err,d_a__b\ns,0,1,3\n", OptionsOf("a", "b"));
  ASSERT_TRUE(tasks.ok()) << tasks.status();
  EXPECT_EQ(tasks->task.unit(), kTaskUnit);
  EXPECT_EQ(tasks->items[0].Signal("pair_disagreement"), 1);
  const auto words =
      Load("scenario,device,n_p2,e_a,e_b,d_a__b\nplay,near,5,0,1,3\n", OptionsOf("a", "b"));
  ASSERT_TRUE(words.ok()) << words.status();
  EXPECT_EQ(words->task.unit(), "word");
  EXPECT_EQ(words->items[0].Signal("pair_disagreement"), 3);
  EXPECT_EQ(RefusalOf("slice,a_task_err,b_task_err\ns,0,2\n", OptionsOf("a", "b")),
            "f.csv:2: column b_task_err: is above 1, the most that a task can fail");
  EXPECT_THAT(RefusalOf("slice,a_task_err,b_task_err\ns,0,1\n", OptionsOf("c", "b")),
              HasSubstr("systems of this file: a, b"));
}

// Words of the incumbent are those of the baseline where no other system is in the table.
TEST(CsvPool, NamesNoSystemThatTheTableHasNot) {
  const auto pool =
      Load("source,accent,n_p2,inc_words,e_a,e_b,d_a__b\ns,zulu,9,8,1,2,3\n", OptionsOf("a", "b"));
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->items[0].incumbent_units, 8);
  for (const std::string& note : pool->task.generated())
    EXPECT_THAT(note, Not(HasSubstr("whisper_md")));
}

TEST(CsvPool, ReadsTheSameColumnsOfEveryTable) {
  const auto pool = Load(
      "candidate_id,sector,role,sensitive_proxy,inc_words,text_group,n_p2,e_a,e_b,d_a__b\n"
      "1,s,r,0,8,t,9,1,2,3\n2,s,r,1,8,t,9,1,2,3\n",
      OptionsOf("a", "b"));
  ASSERT_TRUE(pool.ok()) << pool.status();
  ASSERT_EQ(pool->items.size(), 1u);
  EXPECT_EQ(pool->items[0].incumbent_units, 8);
  EXPECT_TRUE(pool->task.knows_near_duplicates());
  EXPECT_THAT(pool->task.exclusions(0).reason(), HasSubstr("sensitive"));
}

TEST(CsvPool, SaysThatNothingStandsForADistanceThatNobodyHas) {
  for (const absl::string_view text :
       {"slice,n_p2,e_a,e_b\ns,9,1,2\n", "slice,n_p2,e_a,e_b,e_c,d_a__c\ns,9,1,2,3,4\n"}) {
    const auto pool = Load(std::string(text), OptionsOf("a", "b"));
    ASSERT_TRUE(pool.ok()) << pool.status();
    EXPECT_EQ(pool->items[0].Signal("pair_disagreement"), std::nullopt);
    EXPECT_THAT(pool->task.generated(),
                Contains("The distance of the two releases is not in the file, and nothing stands "
                         "for it."));
  }
}

// Every system of this layout is compared with one of them alone.
TEST(CsvPool, GoesRoundByTheSystemThatAllAreComparedWith) {
  const auto pool = Load(
      "candidate_id,source,accent,speaker_key,n_p2,inc_words,e_whisper_md,e_x,e_y,d_x,d_y\n"
      "1,s,zulu,k,9,8,1,2,3,2,1\n",
      OptionsOf("x", "y"));
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->items[0].Signal("pair_disagreement"), 3);
  EXPECT_EQ(pool->items[0].Signal("expected_change"), -1);
  EXPECT_EQ(pool->items[0].incumbent_units, 8);
  ASSERT_EQ(pool->task.generated_size(), 2);
  EXPECT_EQ(pool->task.generated(0),
            "The words of whisper_md stand for those of x, which the file does not have.");
  EXPECT_THAT(pool->task.generated(1),
              HasSubstr("distance of the two releases is not in the file"));
}

TEST(CsvPool, SaysWhatStandsInForMissingKeysAndDistances) {
  const auto pool = Load(
      "candidate_id,slice,speaker_key,n_p2,inc_words,e_a,e_b,d_a__b\n"
      "1,s,k,5,5,1,1,0\n2,s,,5,5,1,0,1\n3,s,,5,5,1,1,\n",
      OptionsOf("a", "b"));
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_THAT(
      pool->task.generated(),
      ElementsAre("There is no key of a speaker, call or session of 2 of 3 candidates: each counts "
                  "as a cluster of its own.",
                  "There is no distance of the two releases of 1 of 3 candidates: the smallest sum "
                  "of their distances to a third one stands for it, where there is one."));
}

TEST(CsvPool, TakesOtherSlicesAndClusters) {
  PoolOptions options = OptionsOf("a", "b");
  options.slice = {"slice", "u_committee"};
  options.cluster = "slice";
  const auto pool = Load(kPlain, options);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_THAT(pool->slices, ElementsAre("s/0.25", "t/0.5"));
  options.slice = {"room"};
  EXPECT_THAT(RefusalOf(kPlain, options), HasSubstr("f.csv: there is no column room"));
  options.slice = {"slice"};
  options.cluster = "room";
  EXPECT_THAT(RefusalOf(kPlain, options), HasSubstr("there is no column room (of --cluster)"));
}

TEST(CsvPool, RefusesSlicesThatShareAName) {
  PoolOptions options = OptionsOf("a", "b");
  options.slice = {"room", "mic"};
  EXPECT_THAT(
      RefusalOf("candidate_id,room,mic,n_p2,e_a,e_b,d_a__b\n1,r/s,t,5,1,1,0\n2,r,s/t,5,1,0,1\n",
                options),
      StartsWith("f.csv:3: column room: and the other fields of slices make up a"));
}

TEST(CsvPool, RefusesAReleaseWithoutOutcomesAndNamesThoseThatThereAre) {
  EXPECT_EQ(RefusalOf(kPlain, OptionsOf("a", "z")),
            "f.csv: there is no column e_z with the errors of z; systems of this file: a, b, c");
}

TEST(CsvPool, NamesLineAndColumnOfABadCell) {
  const auto with = [](absl::string_view row) {
    return absl::StrCat("candidate_id,slice,n_p2,e_a,e_b,d_a__b\n1,s,5,1,1,0\n", row, "\n");
  };
  const PoolOptions options = OptionsOf("a", "b");
  EXPECT_EQ(RefusalOf(with("2,s,5,one,1,0"), options),
            "f.csv:3: column e_a: 'one' is not a number");
  EXPECT_EQ(RefusalOf(with("2,s,,1,1,0"), options), "f.csv:3: column n_p2: must not be empty");
  EXPECT_EQ(RefusalOf(with("2,s,5,1,1,-1"), options),
            "f.csv:3: column d_a__b: must be a number of 0 or more");
  EXPECT_EQ(RefusalOf(with("2,s,-5,1,1,0"), options),
            "f.csv:3: column n_p2: must be a number of 0 or more");
  EXPECT_EQ(RefusalOf(with("2,s,5,-1,1,0"), options),
            "f.csv:3: column e_a: must be a number of 0 or more");
  EXPECT_EQ(RefusalOf(with("1,s,5,1,1,0"), options),
            "f.csv:3: column candidate_id: 1 is in line 2 already: keep one of the two");
  EXPECT_EQ(RefusalOf(with(",s,5,1,1,0"), options),
            "f.csv:3: column candidate_id: must not be empty");
}

// A confidence in percent would be cut off at 1 without a word.
TEST(CsvPool, NamesLineAndColumnOfASignalThatCannotBe) {
  const auto of = [](absl::string_view row) {
    return absl::StrCat("candidate_id,slice,n_p2,confidence,u_committee,e_a,e_b,d_a__b\n",
                        "1,s,5,1,0,1,1,0\n", row, "\n");
  };
  const PoolOptions options = OptionsOf("a", "b");
  EXPECT_EQ(RefusalOf(of("2,s,5,37.5,0,1,1,0"), options),
            "f.csv:3: column confidence: must be between 0 and 1: correct the cell");
  EXPECT_EQ(RefusalOf(of("2,s,5,0,1e200,1,1,0"), options),
            "f.csv:3: column u_committee: must be between 0 and 1: correct the cell");
}

// Sums of such numbers are none, or are beyond what a plan can hold: no figure comes of them.
TEST(CsvPool, RefusesNumbersThatNoEstimateCanBeMadeOf) {
  const auto of = [](absl::string_view row) {
    return absl::StrCat("candidate_id,slice,n_p2,inc_words,e_a,e_b,d_a__b\n", row, "\n");
  };
  const PoolOptions options = OptionsOf("a", "b");
  EXPECT_EQ(RefusalOf(of("1,s,5,5,0,1e15,1"), options),
            "f.csv:2: column e_b: is above a billion: correct the cell");
  EXPECT_EQ(RefusalOf(of("1,s,1e308,5,0,1,1"), options),
            "f.csv:2: column n_p2: is above a billion: correct the cell");
  EXPECT_EQ(RefusalOf(of("1,s,5,1e308,0,1,1"), options),
            "f.csv:2: column inc_words: is above a billion: correct the cell");
  EXPECT_EQ(RefusalOf(of("1,s,5,5,0,1,1e308"), options),
            "f.csv:2: column d_a__b: is above a billion: correct the cell");
  EXPECT_THAT(RefusalOf(of("1,s,1e-300,5,0,1,1"), options),
              HasSubstr("slice s: the change is a million errors per unit or more"));
}

// No estimate could be made of them, which is no estimate of no change.
TEST(CsvPool, LeavesOutSlicesWithoutWords) {
  const auto pool = Load(
      "candidate_id,slice,n_p2,inc_words,e_a,e_b,d_a__b\n"
      "1,s,5,5,0,1,1\n2,mute,5,0,0,1,1\n3,mute,5,0,0,1,1\n4,noise,0,5,0,1,1\n",
      OptionsOf("a", "b"));
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_THAT(pool->slices, ElementsAre("s"));
  ASSERT_EQ(pool->task.exclusions_size(), 1);
  EXPECT_EQ(pool->task.exclusions(0).reason(),
            "in 2 slices of which the reference or the incumbent has no units");
  EXPECT_EQ(pool->task.exclusions(0).items(), 3u);
}

TEST(CsvPool, RefusesAMarkOfSensitivityThatItDoesNotKnow) {
  EXPECT_EQ(RefusalOf("candidate_id,slice,sensitive_proxy,n_p2,e_a,e_b,d_a__b\n1,s,true,5,1,1,0\n",
                      OptionsOf("a", "b")),
            "f.csv:2: column sensitive_proxy: 'true' is neither 0 nor 1");
}

TEST(CsvPool, RefusesAFileInWhichEverySliceIsTooThin) {
  PoolOptions options = OptionsOf("a", "b");
  options.least_items = 40;
  EXPECT_THAT(RefusalOf(kPlain, options), HasSubstr("no slice has 40 candidates"));
}

}  // namespace
}  // namespace winnow::simulation
