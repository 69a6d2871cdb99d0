// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/queue_pool.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/simulation/pool/json_pool.h"
#include "tests/server/simulation/pool/history_bed.h"

namespace winnow::simulation {
namespace {

using testing::FrameHistory;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LeftOut;
using testing::MessageOf;
using ::testing::Not;
using testing::Notes;
using testing::OutcomeOf;
using testing::Replaced;
using ::testing::StartsWith;

// The message where in line `line` of a frame `from` reads `to`.
std::string WithSlip(std::size_t line, absl::string_view from, absl::string_view to) {
  JsonPoolInput input = FrameHistory(4);
  input.candidates.lines[line - 1] = Replaced(input.candidates.lines[line - 1], from, to);
  return MessageOf(QueuePool(input));
}

TEST(QueuePoolTest, AFrameAndItsOutcomesBecomeAPoolOfTheReleasesUnderTest) {
  const auto pool = LoadJsonPool(FrameHistory(8));
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->task.baseline_release(), "A");
  EXPECT_EQ(pool->task.candidate_release(), "B");
  EXPECT_EQ(pool->task.source(),
            "frame of queues/exam under policies/release-evaluation@1 at 2026-05-01T00:00:00Z");
  EXPECT_THAT(pool->slices, ::testing::ElementsAre("s0", "s1"));
  EXPECT_EQ(pool->task.slices(0).change_nano(), 100'000'000);
  EXPECT_EQ(pool->items.size(), 8u);
  EXPECT_EQ(pool->items[0].Signal("pair_disagreement"), 1.5);
  EXPECT_EQ(pool->items[0].cluster, pool->items[4].cluster);
  EXPECT_NE(pool->items[0].cluster, pool->items[1].cluster);
  EXPECT_THAT(pool->task.exclusions(), IsEmpty());
  EXPECT_THAT(Notes(pool->task),
              HasSubstr("No candidate of the frame has expected_change or committee_disagreement"));
}

// As in the queue, which draws nothing of them.
TEST(QueuePoolTest, SlicesOfLaunchWeight0AreLeftOutAndCounted) {
  JsonPoolInput input = FrameHistory(8);
  std::string& header = input.candidates.lines[0];
  header = Replaced(header, R"({"slice":"s1","launch_weight_micros":"1000000"})",
                    R"({"slice":"s1"},{"slice":"s2","launch_weight_micros":"2000000"})");
  const auto pool = QueuePool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_THAT(pool->slices, ::testing::ElementsAre("s0"));
  EXPECT_EQ(LeftOut(pool->task, "launch weight 0"), 4u);
  EXPECT_EQ(pool->task.exclusions_size(), 1);
  EXPECT_THAT(Notes(pool->task), HasSubstr("launch weights of the queue's slices are not used"));
}

TEST(QueuePoolTest, FilesOfSignalsFillInWhatAFrameDoesNotHave) {
  JsonPoolInput input = FrameHistory(4);
  FileLines& more = input.signals.emplace_back();
  more.name = "candidates.jsonl";
  for (int i = 0; i < 6; ++i) {  // more than the frame has: rows that were not eligible
    more.lines.push_back(absl::StrCat(R"({"candidate_id":"c)", i,
                                      R"(","slice":"s0","signals":{"expected_change":0.5,)",
                                      R"("committee_disagreement":0.1,"x_words":)", 4 + i, "}}"));
  }
  input.units_signal = "x_words";
  const auto pool = QueuePool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->items[1].Signal("expected_change"), 0.5);
  EXPECT_EQ(pool->items[1].Signal("committee_disagreement"), 0.1);
  EXPECT_EQ(pool->items[1].Signal("pair_disagreement"), 1.5);
  EXPECT_EQ(pool->items[1].incumbent_units, 5);
  EXPECT_THAT(pool->task.generated(), IsEmpty());
}

TEST(QueuePoolTest, ASignalThatIsMissingStaysMissing) {
  JsonPoolInput input = FrameHistory(4);
  input.candidates.lines[1] =
      Replaced(input.candidates.lines[1], R"({"micros":"1500000"})", R"({"missing":true})");
  const auto pool = QueuePool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->items[0].Signal("pair_disagreement"), std::nullopt);
  EXPECT_EQ(pool->BoundOf(pool->items[0]), 2);
}

TEST(QueuePoolTest, TermsOfAnotherPairAreLeftOutAndSaid) {
  JsonPoolInput input = FrameHistory(4);
  input.options.baseline = "B";
  input.options.candidate = "A";
  const auto pool = QueuePool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->task.slices(0).change_nano(), -100'000'000);
  EXPECT_EQ(pool->items[0].Signal("pair_disagreement"), std::nullopt);
  EXPECT_THAT(Notes(pool->task), HasSubstr("The frame's pair_disagreement is of A and B, not of"));
}

TEST(QueuePoolTest, AFrameOfWhichOnlyAPartIsLabelledWarnsOfTheSkew) {
  JsonPoolInput input = FrameHistory(100);
  input.outcomes.lines.resize(190);
  auto pool = QueuePool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_THAT(Notes(pool->task), Not(HasSubstr("Only")));
  EXPECT_EQ(LeftOut(pool->task, "without an outcome of either release"), 5u);
  input.outcomes.lines.resize(188);
  pool = QueuePool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_THAT(Notes(pool->task),
              HasSubstr("Only 94 of 100 candidates of the frame (94.0 %) have outcomes: where a "
                        "policy chose whom to label, they are no random part of it"));
}

TEST(QueuePoolTest, WhatHadLeftTheFrameWhenItWasExportedIsSaid) {
  JsonPoolInput input = FrameHistory(4);
  input.candidates.lines[0] = Replaced(
      input.candidates.lines[0], R"({"slice":"s1",)",
      R"({"slice":"s1","excluded":[{"reason":"EXCLUSION_REASON_HELD_FOR_EVALUATION","count":"7"},)"
      R"({"reason":"EXCLUSION_REASON_ALREADY_LABELED","count":"2"},)"
      R"({"reason":"EXCLUSION_REASON_SENSITIVE","count":"50"}],)");
  const auto pool = QueuePool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_THAT(Notes(pool->task), HasSubstr("9 candidates of the queue were labelled, leased or"));
}

TEST(QueuePoolTest, OutcomesOfOthersAndSensitiveCandidatesAreCounted) {
  JsonPoolInput input = FrameHistory(4);
  input.outcomes.lines.push_back(OutcomeOf("c99", "A", 1));
  input.candidates.lines[2] =
      Replaced(input.candidates.lines[2], R"("slice")", R"("sensitive":true,"slice")");
  const auto pool = QueuePool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(LeftOut(pool->task, "not in the frame"), 1u);
  EXPECT_EQ(LeftOut(pool->task, "sensitive"), 1u);
  EXPECT_EQ(pool->items.size(), 3u);
}

TEST(QueuePoolTest, AnItemStandsForItsGroupAndSlicesMayBeMadeOfAttributes) {
  JsonPoolInput input = FrameHistory(4);
  input.candidates.lines[1] =
      Replaced(input.candidates.lines[1], R"("group_members":"1")", R"("group_members":"5")");
  input.options.slice = {"speaker"};
  input.options.cluster = "slice";
  const auto pool = QueuePool(input);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->items[0].members, 5u);
  EXPECT_EQ(pool->slices.size(), 4u);
}

TEST(QueuePoolTest, LinesThatAreNoneOfAFrameAreNamed) {
  EXPECT_THAT(WithSlip(3, "{", "["), StartsWith("frame.jsonl:3: is no FrameCandidate in JSON"));
  EXPECT_THAT(WithSlip(1, R"("rules":{)", R"("rules":[{)"),
              StartsWith("frame.jsonl:1: is no FrameHeader in JSON: export the frame again"));
  EXPECT_THAT(WithSlip(3, R"("1500000")", R"("NaN")"), StartsWith("frame.jsonl:3: is no Frame"));
  EXPECT_THAT(WithSlip(1, R"("candidates":"4")", R"("candidates":"5")"),
              StartsWith("frame.jsonl:1: candidates: says 5, and 4 lines follow"));
}

TEST(QueuePoolTest, MembersThatAreMissingOrWrongAreNamed) {
  EXPECT_THAT(WithSlip(3, R"("candidate_id":"c1",)", ""),
              StartsWith("frame.jsonl:3: candidate_id: is missing"));
  EXPECT_THAT(WithSlip(3, R"("c1")", R"("c0")"),
              StartsWith("frame.jsonl:3: candidate_id: c0 is there twice"));
  EXPECT_THAT(WithSlip(3, R"("slice":"s1")", R"("slice":"s7")"),
              StartsWith("frame.jsonl:3: slice: is none that the header names"));
  EXPECT_THAT(WithSlip(3, R"({"micros":"1500000"})", ""),
              StartsWith("frame.jsonl:3: terms: are not one per term of the policy"));
  EXPECT_THAT(WithSlip(3, R"("1500000")", R"("-1500000")"),
              StartsWith("frame.jsonl:3: signals.pair_disagreement: must not be negative"));
  EXPECT_THAT(WithSlip(1, R"("signal":"pair_disagreement")", R"("signal":"pair_disagrement")"),
              StartsWith("frame.jsonl:2: signals.pair_disagrement: is no known signal"));
  EXPECT_THAT(WithSlip(3, R"(,"group_members":"1")", ""),
              StartsWith("frame.jsonl:3: group_members: is missing or 0"));
}

TEST(QueuePoolTest, AttributesThatTheQueueDoesNotDeclareAreNamed) {
  JsonPoolInput input = FrameHistory(4);
  input.options.cluster = "call";
  EXPECT_EQ(MessageOf(QueuePool(input)),
            "frame.jsonl:1: attributes: the queue declares no call: name one of slice, speaker, "
            "device");
  input.options.cluster.clear();
  input.options.slice = {"device"};
  EXPECT_THAT(MessageOf(QueuePool(input)),
              StartsWith("frame.jsonl:2: attributes.device: is missing, and slices are made of"));
}

TEST(QueuePoolTest, SlicesThatShareANameAreNamed) {
  JsonPoolInput input = FrameHistory(2);
  input.options.slice = {"slice", "speaker"};
  auto& lines = input.candidates.lines;
  lines[0] = Replaced(lines[0], R"("slice":"s1")", R"("slice":"s0/x")");
  lines[1] = Replaced(lines[1], "0000000000000000", "x/y");
  lines[2] = Replaced(lines[2], R"("slice":"s1")", R"("slice":"s0/x")");
  EXPECT_TRUE(QueuePool(input).ok());
  lines[2] = Replaced(lines[2], "0000000000000001", "y");
  EXPECT_THAT(MessageOf(QueuePool(input)),
              StartsWith("frame.jsonl:3: slice: and the other fields of slices make up a name"));
}

TEST(QueuePoolTest, AFrameWithoutReleasesUnderTestAsksForThem) {
  EXPECT_THAT(
      WithSlip(1, R"("release_under_test":{"baseline_release":"A","candidate_release":"B"},)", ""),
      HasSubstr("two different model releases have to be named"));
}

}  // namespace
}  // namespace winnow::simulation
