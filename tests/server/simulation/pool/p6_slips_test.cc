// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Candidates that are wrong: every message names file, line and field, and says what to do.
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/simulation/pool/p6_pool.h"
#include "tests/server/simulation/pool/history_bed.h"

namespace winnow::simulation {
namespace {

using ::testing::HasSubstr;
using testing::History;
using testing::MessageOf;
using testing::OutcomeOf;
using testing::Replaced;
using ::testing::StartsWith;

// The message where in line 3 of the candidates `from` reads `to`.
std::string WithSlip(absl::string_view from, absl::string_view to) {
  JsonPoolInput input = History(4);
  input.candidates.lines[2] = Replaced(input.candidates.lines[2], from, to);
  return MessageOf(P6Pool(input));
}

TEST(P6SlipsTest, AHistoryWithoutSlipsIsTaken) { EXPECT_EQ(WithSlip("far", "near"), "OK"); }

TEST(P6SlipsTest, ALineThatIsNoObjectIsNamed) {
  JsonPoolInput input = History(4);
  input.candidates.lines[2] = "candidate_id,slice";
  EXPECT_THAT(MessageOf(P6Pool(input)), StartsWith("candidates.jsonl:3: is no object of JSON"));
}

TEST(P6SlipsTest, MissingMembersAreNamed) {
  EXPECT_THAT(WithSlip(R"("candidate_id":"c2",)", ""),
              StartsWith("candidates.jsonl:3: candidate_id: is missing: state it"));
  EXPECT_THAT(WithSlip(R"("slice":"s0",)", ""),
              StartsWith("candidates.jsonl:3: slice: is missing: state it"));
}

TEST(P6SlipsTest, WrongTypesAreNamed) {
  EXPECT_THAT(WithSlip(R"("c2")", "2"),
              StartsWith("candidates.jsonl:3: candidate_id: has to be a string"));
  EXPECT_THAT(WithSlip(R"("s0")", "null"),
              StartsWith("candidates.jsonl:3: slice: has to be a string"));
  EXPECT_THAT(WithSlip(R"("far")", "3"),
              StartsWith("candidates.jsonl:3: attributes.device: has to be a string"));
  EXPECT_THAT(WithSlip(R"("slice")", R"("sensitive":"true","slice")"),
              StartsWith("candidates.jsonl:3: sensitive: has to be true or false"));
  EXPECT_THAT(WithSlip(R"("confidence":0.5)", R"("confidence":"NaN")"),
              StartsWith("candidates.jsonl:3: signals.confidence: has to be a number"));
  EXPECT_THAT(WithSlip(R"("confidence":0.5)", R"("confidence":NaN)"),
              StartsWith("candidates.jsonl:3: is no object of JSON"));
  EXPECT_THAT(WithSlip(R"("value":1)", R"("value":"1")"),
              StartsWith("candidates.jsonl:3: signals.pair_disagreement.value: has to be a num"));
}

TEST(P6SlipsTest, MisspeltMembersAreNamed) {
  EXPECT_THAT(WithSlip(R"("signals")", R"("signal")"),
              StartsWith("candidates.jsonl:3: signal: is not known here"));
  EXPECT_THAT(WithSlip(R"("baseline_release")", R"("base_release")"),
              StartsWith("candidates.jsonl:3: signals.pair_disagreement.base_release: is not kn"));
}

TEST(P6SlipsTest, SignalsThatCannotBeAreNamed) {
  EXPECT_THAT(WithSlip(R"("value":1)", R"("value":-1)"),
              StartsWith("candidates.jsonl:3: signals.pair_disagreement: must not be negative"));
  EXPECT_THAT(WithSlip(R"("baseline_release":"A",)", ""),
              StartsWith("candidates.jsonl:3: signals.pair_disagreement: names one release"));
  EXPECT_THAT(WithSlip(R"("value":1,)", ""),
              StartsWith("candidates.jsonl:3: signals.pair_disagreement.value: is missing"));
}

// As `winnow candidate import` refuses them: a policy would run without its signal.
TEST(P6SlipsTest, SignalsOutsideOfTheVocabularyAreNamed) {
  EXPECT_THAT(WithSlip(R"("confidence":0.5)", R"("confidense":0.5)"),
              StartsWith("candidates.jsonl:3: signals.confidense: is no known signal: known are"));
  EXPECT_THAT(WithSlip(R"("pair_disagreement")", R"("pair_disagrement")"),
              StartsWith("candidates.jsonl:3: signals.pair_disagrement: is no known signal"));
  EXPECT_EQ(WithSlip(R"("confidence":0.5)", R"("confidence":37.5)"),
            "candidates.jsonl:3: signals.confidence: must be between 0 and 1: correct the value");
  EXPECT_THAT(WithSlip(R"("confidence":0.5)", R"("expected_change":1e10)"),
              StartsWith("candidates.jsonl:3: signals.expected_change: must be between -1e9"));
  EXPECT_THAT(
      WithSlip(R"("confidence":0.5)", R"("expected_change":{"value":-1e10,"baseline_release":"A",)"
                                      R"("candidate_release":"Z"})"),
      StartsWith("candidates.jsonl:3: signals.expected_change: must be between -1e9"));
  EXPECT_EQ(WithSlip(R"("confidence":0.5)", R"("x_mine":-12)"), "OK");
  JsonPoolInput input = History(4);
  FileLines& more = input.signals.emplace_back();
  more.name = "more.jsonl";
  more.lines = {R"({"candidate_id":"c0","signals":{"expected_chnage":1}})"};
  EXPECT_THAT(MessageOf(P6Pool(input)),
              StartsWith("more.jsonl:1: signals.expected_chnage: is no known signal"));
}

TEST(P6SlipsTest, WordsOfTheIncumbentBelowZeroAreNamed) {
  JsonPoolInput input = History(4);
  input.units_signal = "x_words";
  FileLines& words = input.signals.emplace_back();
  words.name = "words.jsonl";
  words.lines = {R"({"candidate_id":"c0","signals":{"x_words":9}})",
                 R"({"candidate_id":"c1","signals":{"x_words":-9}})"};
  EXPECT_EQ(MessageOf(P6Pool(input)),
            "words.jsonl:2: signals.x_words: is below 0, and says how many words there are: "
            "correct the value");
}

TEST(P6SlipsTest, ACandidateThatIsThereTwiceIsNamed) {
  EXPECT_THAT(WithSlip(R"("c2")", R"("c0")"),
              StartsWith("candidates.jsonl:3: candidate_id: c0 is there twice: keep one"));
}

TEST(P6SlipsTest, AnOutcomeOfACandidateThatIsNotThereIsNamed) {
  JsonPoolInput input = History(4);
  input.outcomes.lines.push_back(OutcomeOf("c99", "A", 1));
  EXPECT_EQ(MessageOf(P6Pool(input)),
            "outcomes.jsonl:9: candidate_id: c99 is no candidate of candidates.jsonl: add the "
            "candidate, or take its outcomes out");
}

TEST(P6SlipsTest, SlicesThatShareANameAreNamed) {
  JsonPoolInput input = History(4);
  input.options.slice = {"slice", "device"};
  input.candidates.lines[0] = Replaced(input.candidates.lines[0], R"("s0")", R"("s1/far")");
  EXPECT_TRUE(P6Pool(input).ok());
  input.candidates.lines[1] = Replaced(input.candidates.lines[1], R"("far")", R"("far/far")");
  EXPECT_THAT(MessageOf(P6Pool(input)),
              StartsWith("candidates.jsonl:2: slice: and the other fields of slices make up a"));
}

TEST(P6SlipsTest, FieldsThatNobodyHasAreNamed) {
  JsonPoolInput input = History(4);
  input.options.cluster = "call";
  EXPECT_EQ(MessageOf(P6Pool(input)),
            "candidates.jsonl: call: no candidate has such an attribute: name one that candidates "
            "have");
  input.options.cluster.clear();
  input.options.slice = {"slice", "accent"};
  EXPECT_THAT(MessageOf(P6Pool(input)),
              StartsWith("candidates.jsonl:1: accent: is missing, and slices are made of it"));
  input.options.slice.clear();
  input.units_signal = "x_words";
  EXPECT_THAT(MessageOf(P6Pool(input)),
              StartsWith("candidates.jsonl: signals.x_words: no candidate has it: name another"));
  input.units_signal.clear();
  FileLines& foreign = input.signals.emplace_back();
  foreign.name = "foreign.jsonl";
  foreign.lines = {R"({"candidate_id":"z","signals":{"x_words":9}})"};
  EXPECT_THAT(MessageOf(P6Pool(input)),
              StartsWith("foreign.jsonl: candidate_id: names no candidate of candidates.jsonl"));
}

TEST(P6SlipsTest, NamesFromAFileCannotBreakOrFloodAMessage) {
  const std::string long_name(500, 'x');
  const std::string message =
      WithSlip(R"("slice")", absl::StrCat(R"("a\nb)", long_name, R"(":1,"slice")"));
  EXPECT_THAT(message, StartsWith("candidates.jsonl:3: a?bxxx"));
  EXPECT_THAT(message, HasSubstr("xxx...: is not known here"));
}

TEST(P6SlipsTest, WithoutAnyPairOfOutcomesNothingIsLeftToJudge) {
  JsonPoolInput input = History(2);
  input.outcomes.lines = {OutcomeOf("c0", "A", 1), OutcomeOf("c1", "B", 1)};
  EXPECT_THAT(MessageOf(P6Pool(input)), HasSubstr("no slice has 1 candidates with a known outc"));
}

}  // namespace
}  // namespace winnow::simulation
