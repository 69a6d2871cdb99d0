// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/outcome_pairs.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/server/simulation/pool/history_bed.h"

namespace winnow::simulation {
namespace {

using ::testing::HasSubstr;
using testing::MessageOf;
using testing::OutcomeOf;
using testing::Replaced;
using ::testing::StartsWith;

ComparedCounts Words() {
  PoolOptions options;
  options.baseline = "A";
  options.candidate = "B";
  return *CountsOf(options);
}

absl::StatusOr<OutcomePairs> Read(std::vector<std::string> lines,
                                  const ComparedCounts& counts = Words()) {
  FileLines file;
  file.name = "outcomes.jsonl";
  file.lines = std::move(lines);
  return OutcomePairs::Read(file, counts);
}

// The message of a good pair of outcomes with a third line.
std::string WithThird(const std::string& line) {
  return MessageOf(Read({OutcomeOf("c0", "A", 2), OutcomeOf("c0", "B", 3), line}));
}

TEST(OutcomePairsTest, BothSidesOfACandidateAreComparable) {
  const auto pairs = Read({OutcomeOf("c0", "B", 3, 12), OutcomeOf("c0", "A", 2, 12)});
  ASSERT_TRUE(pairs.ok()) << pairs.status();
  EXPECT_EQ(pairs->StateOf("c0"), PairState::kComparable);
  EXPECT_EQ(pairs->Find("c0")->baseline->errors, 2);
  EXPECT_EQ(pairs->Find("c0")->candidate->errors, 3);
  EXPECT_EQ(pairs->Find("c0")->candidate->units, 12);
  EXPECT_EQ(pairs->StateOf("c1"), PairState::kNone);
}

TEST(OutcomePairsTest, NumbersOfReleasesAndOutcomesOfOthersArePassedOver) {
  const auto pairs =
      Read({R"({"guardrail":"p95_latency_ms","model_release":"B","value":812,"unit":"ms"})",
            OutcomeOf("c0", "A", 2), OutcomeOf("c0", "C", 9), OutcomeOf("c0", "C", 9),
            OutcomeOf("c0", "B", 3)});
  ASSERT_TRUE(pairs.ok()) << pairs.status();
  EXPECT_EQ(pairs->pairs().size(), 1u);
}

TEST(OutcomePairsTest, WhatCannotBeComparedSaysWhy) {
  const std::string other_vendor =
      Replaced(OutcomeOf("c1", "B", 3), R"("vendor":"v1")", R"("vendor":"v2")");
  const auto pairs = Read({OutcomeOf("c0", "A", 2), OutcomeOf("c1", "A", 2), other_vendor,
                           OutcomeOf("c2", "A", 2, 10), OutcomeOf("c2", "B", 2, 11)});
  ASSERT_TRUE(pairs.ok()) << pairs.status();
  EXPECT_EQ(pairs->StateOf("c0"), PairState::kOneSided);
  EXPECT_EQ(pairs->StateOf("c1"), PairState::kVendors);
  EXPECT_EQ(pairs->StateOf("c2"), PairState::kReference);
}

TEST(OutcomePairsTest, ALineThatIsNoObjectIsNamed) {
  for (const char* line : {"", "[1]", "hello", R"({"candidate_id":"c0")", R"({"a":1,"a":2})"}) {
    EXPECT_THAT(WithThird(line), StartsWith("outcomes.jsonl:3: is no object of JSON")) << line;
  }
}

TEST(OutcomePairsTest, MissingMembersAreNamed) {
  const std::string good = OutcomeOf("c1", "A", 2);
  EXPECT_THAT(WithThird(Replaced(good, R"("candidate_id":"c1",)", "")),
              StartsWith("outcomes.jsonl:3: candidate_id: is missing: state it"));
  EXPECT_THAT(WithThird(Replaced(good, R"("model_release":"A",)", "")),
              StartsWith("outcomes.jsonl:3: model_release: is missing: state it"));
  EXPECT_THAT(WithThird(Replaced(good, R"("rubric":"asr@1",)", "")),
              StartsWith("outcomes.jsonl:3: rubric: is missing: state it"));
  EXPECT_THAT(WithThird(Replaced(good, R"(,"values":{"word_errors":2,"words":10})", "")),
              StartsWith("outcomes.jsonl:3: values: is missing or empty: state"));
  EXPECT_THAT(WithThird(Replaced(good, R"(,"words":10)", "")),
              StartsWith("outcomes.jsonl:3: values.words: is missing, with word_errors: state it"));
  EXPECT_THAT(WithThird(Replaced(good, R"("word_errors":2,)", "")),
              StartsWith("outcomes.jsonl:3: values.word_errors: is missing, with words: state it"));
}

TEST(OutcomePairsTest, CountsThatAreNoCountsAreNamed) {
  for (const char* value : {R"("NaN")", "null", "true", R"("10")", "[10]"}) {
    const std::string line = OutcomeOf("c1", "A", 2);
    EXPECT_THAT(WithThird(Replaced(line, R"("words":10)", absl::StrCat(R"("words":)", value))),
                StartsWith("outcomes.jsonl:3: values.words: has to be a number: correct"))
        << value;
  }
  for (const char* value : {"NaN", "Infinity", "1e999"}) {
    const std::string line = OutcomeOf("c1", "A", 2);
    EXPECT_THAT(WithThird(Replaced(line, R"("words":10)", absl::StrCat(R"("words":)", value))),
                StartsWith("outcomes.jsonl:3: is no object of JSON"))
        << value;
  }
  EXPECT_THAT(WithThird(OutcomeOf("c1", "A", 2, -4)),
              StartsWith("outcomes.jsonl:3: values.words: is below 0: correct the row"));
  EXPECT_THAT(WithThird(OutcomeOf("c1", "A", -2)),
              StartsWith("outcomes.jsonl:3: values.word_errors: is below 0: correct the row"));
  EXPECT_THAT(WithThird(OutcomeOf("c1", "A", 1e10)),
              StartsWith("outcomes.jsonl:3: values.word_errors: is above a billion: correct the"));
  EXPECT_THAT(WithThird(OutcomeOf("c1", "A", 1, 1e10)),
              StartsWith("outcomes.jsonl:3: values.words: is above a billion: correct the row"));
}

TEST(OutcomePairsTest, AMisspeltMemberIsNamed) {
  EXPECT_THAT(WithThird(Replaced(OutcomeOf("c1", "A", 2), R"("values")", R"("value")")),
              StartsWith("outcomes.jsonl:3: value: is not known here: correct the name"));
}

TEST(OutcomePairsTest, ASecondOutcomeOfTheSameIsNamedWithTheLineOfTheFirst) {
  EXPECT_EQ(WithThird(OutcomeOf("c0", "B", 3)),
            "outcomes.jsonl:3: candidate_id: c0 has an outcome of B in line 2 already: keep one of "
            "the two");
}

TEST(OutcomePairsTest, RubricRevisionsAreNotMixed) {
  EXPECT_THAT(WithThird(Replaced(OutcomeOf("c1", "A", 2), "asr@1", "asr@2")),
              StartsWith("outcomes.jsonl:3: rubric: is asr@2, and rows before have asr@1: labels"));
}

TEST(OutcomePairsTest, AReleaseWithoutOutcomesIsNamedWithThoseThatHaveSome) {
  EXPECT_EQ(MessageOf(Read({OutcomeOf("c0", "B", 3), OutcomeOf("c0", "C", 3)})),
            "outcomes.jsonl: model_release: no outcome is of A, they are of B, C: add its "
            "outcomes, or name other releases");
  EXPECT_THAT(MessageOf(Read({})), HasSubstr("no outcome is of A: add its outcomes"));
}

TEST(OutcomePairsTest, CountsThatNoOutcomeStatesAreASlipAndNotZero) {
  ComparedCounts counts = Words();
  counts.errors = "wrd_errors";
  counts.units = "wrds";
  EXPECT_EQ(MessageOf(Read({OutcomeOf("c0", "A", 2), OutcomeOf("c0", "B", 3)}, counts)),
            "outcomes.jsonl: values: no outcome states wrd_errors and wrds: name the counts of the "
            "rubric's measure");
}

TEST(OutcomePairsTest, ARatePerTaskHasOneUnitAndNeedsItsErrors) {
  PoolOptions options;
  options.baseline = "A";
  options.candidate = "B";
  options.errors = "task_failures";
  const std::string line =
      R"({"candidate_id":"c0","model_release":"A","rubric":"r@1","values":{"task_failures":1}})";
  const auto pairs = Read({line, Replaced(line, R"(:"A")", R"(:"B")")}, *CountsOf(options));
  ASSERT_TRUE(pairs.ok()) << pairs.status();
  EXPECT_EQ(pairs->Find("c0")->baseline->units, 1);
  EXPECT_THAT(MessageOf(Read({line, Replaced(line, "task_", "other_")}, *CountsOf(options))),
              StartsWith("outcomes.jsonl:2: values.task_failures: is missing: state it"));
}

TEST(OutcomePairsTest, TwoDifferentReleasesHaveToBeNamed) {
  PoolOptions options;
  EXPECT_THAT(MessageOf(CountsOf(options)), HasSubstr("two different model releases"));
  options.baseline = options.candidate = "A";
  EXPECT_THAT(MessageOf(CountsOf(options)), HasSubstr("--truth A,B"));
}

}  // namespace
}  // namespace winnow::simulation
