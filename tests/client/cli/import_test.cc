// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "tests/client/cli/command_line.h"

namespace winnow::client::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Rows(int from, int to) {
  std::string rows;
  for (int i = from; i < to; ++i) absl::StrAppend(&rows, R"({"candidate_id":"c)", i, "\"}\n");
  return rows;
}

class ImportTest : public ::testing::Test {
 protected:
  // Imports a file of the folder, with counts as JSON.
  Outcome Import(const std::string& file, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {
        "candidate", "import", "--queue",    "q",
        "-o",        "jsonl",  "--rejected", line_.folder.Join("bad"),
        file};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return line_.Run(arguments);
  }

  CommandLine line_;
};

TEST_F(ImportTest, CountsRowsOnStdoutAndNotesOnStderr) {
  const Outcome outcome = Import(line_.Write("rows.jsonl", Rows(0, 1200)));
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const auto counts = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(counts["rows"], 1200);
  EXPECT_EQ(counts["accepted"], 1200);
  EXPECT_EQ(counts["rejected"], 0);
  EXPECT_EQ(line_.ingest.stored().size(), 1200u);
  EXPECT_THAT(outcome.err, HasSubstr("1200 rows in "));
  EXPECT_EQ(outcome.err.find('\r'), std::string::npos) << "no moving line without a terminal";
}

TEST_F(ImportTest, ATableIsTheDefault) {
  const std::string file = line_.Write("rows.jsonl", Rows(0, 3));
  const Outcome outcome = line_.Run({"candidate", "import", "--queue", "q", file});
  EXPECT_EQ(outcome.out,
            "rows  accepted  updated  quarantined  duplicate  rejected  resumed\n"
            "   3         3        0            0          0         0        0\n");
}

TEST_F(ImportTest, TheSameFileResumesAndAChangedOneStartsAnew) {
  const std::string file = line_.Write("rows.jsonl", Rows(0, 10));
  ASSERT_EQ(Import(file).code, 0);
  const Outcome again = Import(file);
  EXPECT_EQ(nlohmann::json::parse(again.out)["resumed"], 10);
  EXPECT_EQ(nlohmann::json::parse(again.out)["accepted"], 0);
  EXPECT_EQ(line_.ingest.stored().size(), 10u);
  // Corrected in place: an offset of the old content would skip rows that were never sent.
  line_.Write("rows.jsonl", Rows(10, 20));
  EXPECT_EQ(nlohmann::json::parse(Import(file).out)["accepted"], 10);
  EXPECT_NE(line_.ingest.writers().front(), line_.ingest.writers().back());
  // Another default source makes other candidates.
  EXPECT_EQ(nlohmann::json::parse(Import(file, {"--source", "s"}).out)["accepted"], 10);
}

TEST_F(ImportTest, BadRowsGoToTheirFileAndTheImportGoesOn) {
  line_.ingest.RefuseRow("c7");
  const std::string file = line_.Write(
      "rows.jsonl", absl::StrCat(Rows(0, 5), "\r\n{\"candidate_id\":\"x\",\"text\":\"SECRET\"}\r\n",
                                 Rows(5, 10), "not json\n"));
  const Outcome outcome = Import(file);
  EXPECT_EQ(outcome.code, 4);
  const auto counts = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(counts["rows"], 12);
  EXPECT_EQ(counts["accepted"], 9);
  EXPECT_EQ(counts["rejected"], 3);
  EXPECT_EQ(counts["rejected_file"], line_.folder.Join("bad"));
  EXPECT_THAT(outcome.err, HasSubstr(line_.folder.Join("bad")));
  EXPECT_EQ(line_.Read("bad"),
            "{\"candidate_id\":\"x\",\"text\":\"SECRET\"}\nnot json\n{\"candidate_id\":\"c7\"}\n");
  EXPECT_EQ(
      line_.Read("bad.reasons"),
      R"({"line":7,"reason":"FIELD_INVALID","field":"text","message":"is not a key of this format"})"
      "\n"
      R"({"line":13,"reason":"FIELD_INVALID","field":"","message":"not valid JSON at byte 2"})"
      "\n"
      R"({"line":10,"reason":"FIELD_INVALID","field":"slice","message":"give an id"})"
      "\n");
  EXPECT_EQ(outcome.err.find("SECRET"), std::string::npos);
}

TEST_F(ImportTest, RefusedRowsOfTheServerKeepTheirLineOverABrokenConnection) {
  line_.ingest.RefuseRow("c700");
  line_.ingest.SetFault(1, FakeIngest::Fault::kDropBefore);
  const Outcome outcome = Import(line_.Write("rows.jsonl", Rows(0, 1200)));
  EXPECT_EQ(outcome.code, 4);
  EXPECT_EQ(line_.Read("bad"), "{\"candidate_id\":\"c700\"}\n");
  EXPECT_THAT(line_.Read("bad.reasons"), HasSubstr("{\"line\":701,"));
}

TEST_F(ImportTest, StdinNeedsNoWriterButSaysHowToResume) {
  const Outcome fresh = line_.Run({"candidate", "import", "--queue", "q", "-"}, Rows(0, 3));
  EXPECT_EQ(fresh.code, 0) << fresh.err;
  EXPECT_THAT(fresh.err, HasSubstr("resume with --writer"));
  const Outcome named =
      line_.Run({"candidate", "import", "--queue", "q", "--writer", "w1", "-"}, Rows(0, 3));
  EXPECT_EQ(named.code, 0) << named.err;
  EXPECT_EQ(line_.ingest.writers().back(), "w1");
}

TEST_F(ImportTest, AFatalErrorKeepsWhatIsDurableAndSaysHowToGoOn) {
  line_.ingest.SetFault(3, FakeIngest::Fault::kRefuse);
  const Outcome outcome = Import(line_.Write("rows.jsonl", Rows(0, 2000)));
  EXPECT_EQ(outcome.code, 64 + 3);
  EXPECT_EQ(line_.ingest.stored().size(), 1000u);
  EXPECT_THAT(outcome.err, HasSubstr("the same command resumes"));
  EXPECT_THAT(outcome.err, HasSubstr("INVALID_ARGUMENT FIELD_INVALID"));
  ASSERT_EQ(Import(line_.folder.Join("rows.jsonl")).code, 0);
  EXPECT_EQ(line_.ingest.stored().size(), 2000u);
}

TEST_F(ImportTest, APairThatRowsDoNotNameIsTheQueues) {
  v1::Queue queue;
  queue.mutable_release_under_test()->set_baseline_release("A");
  queue.mutable_release_under_test()->set_candidate_release("B");
  line_.registry.SetQueue(queue);
  ASSERT_EQ(Import(line_.Write("rows.jsonl",
                               R"({"candidate_id":"c1","signals":{"pair_disagreement":3}})"))
                .code,
            0);
  ASSERT_EQ(line_.ingest.candidates().size(), 1u);
  EXPECT_EQ(line_.ingest.candidates()[0].signals(0).baseline_release(), "A");
}

TEST_F(ImportTest, SignalsArePushedTheSameWay) {
  const std::string file =
      line_.Write("signals.jsonl",
                  "{\"candidate_id\":\"c1\",\"signals\":{\"a\":1}}\n{\"candidate_id\":\"c2\"}\n");
  const Outcome outcome =
      line_.Run({"signal", "push", "--queue", "q", "--rejected", line_.folder.Join("bad"), file});
  EXPECT_EQ(outcome.code, 4);
  EXPECT_EQ(line_.ingest.stored(), std::vector<std::string>({"c1"}));
}

TEST_F(ImportTest, WhatCannotBeReadIsAUsageError) {
  EXPECT_EQ(Import(line_.folder.Join("none")).code, 2);
  EXPECT_EQ(Import(line_.folder.path()).code, 2);
  EXPECT_EQ(Import(line_.Write("rows.jsonl", "{}"), {"--rejected", "/nowhere/x"}).code, 2);
  EXPECT_EQ(Import(line_.Write("rows.jsonl", Rows(0, 1)), {"--writer", "a b"}).code, 2);
  EXPECT_THAT(line_.ingest.stored(), IsEmpty());
}

TEST_F(ImportTest, LabelsGoInCallsOfAThousand) {
  std::string rows;
  for (int i = 0; i < 1500; ++i) {
    absl::StrAppend(&rows, R"({"candidate_id":")", i == 1200 ? "late" : absl::StrCat("c", i),
                    R"(","rubric":"r@1","annotator":"0123456789abcdef","values":{"ok":true}})",
                    "\n");
  }
  const std::string file = line_.Write("labels.jsonl", absl::StrCat("{}\n", rows));
  const Outcome outcome =
      line_.Run({"label", "submit", "--queue", "q", "--batch", "b1", "--token", "tok", "--rejected",
                 line_.folder.Join("bad"), "-o", "jsonl", file});
  EXPECT_EQ(outcome.code, 4) << outcome.err;
  const auto counts = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(counts["accepted"], 1499);
  EXPECT_EQ(counts["rejected"], 2);
  const auto submissions = line_.review.submissions();
  ASSERT_EQ(submissions.size(), 2u);
  EXPECT_EQ(submissions[0].labels_size(), 1000);
  EXPECT_EQ(submissions[0].batch(), "queues/q/batches/b1");
  EXPECT_EQ(submissions[1].token(), "tok");
  EXPECT_NE(submissions[0].request_id(), submissions[1].request_id());
  EXPECT_THAT(line_.Read("bad.reasons"), HasSubstr(R"({"line":1202,"reason":"ITEM_DONE")"));
}

TEST_F(ImportTest, LabelsThatDisagreeAreCountedOverAllCallsAndTheNoteSaysWhereTheyAre) {
  std::string rows;
  for (int i = 0; i < 1200; ++i) {
    absl::StrAppend(&rows, R"({"candidate_id":")", i % 1100 == 0 ? "odd" : absl::StrCat("c", i),
                    R"(","rubric":"r@1","annotator":"0123456789abcdef","values":{"ok":true}})",
                    "\n");
  }
  const std::string file = line_.Write("labels.jsonl", rows);
  const std::vector<std::string> submit = {
      "label",   "submit", "--batch",    "queues/q/batches/b1",
      "--token", "tok",    "--rejected", line_.folder.Join("bad")};
  const auto run = [&](std::vector<std::string> more) {
    more.insert(more.begin(), submit.begin(), submit.end());
    return line_.Run(more);
  };
  const Outcome table = run({file});
  EXPECT_EQ(table.code, 0);
  EXPECT_EQ(table.out,
            "accepted  done  rejected  open  disputed\n"
            "    1200     0         0     0         2\n");
  EXPECT_EQ(table.err, "2 items have labels that disagree: winnow adjudication ls --queue q\n");
  EXPECT_EQ(nlohmann::json::parse(run({"-o", "json", file}).out)["disputed"], 2);
  const std::string agree =
      R"({"candidate_id":"c","rubric":"r@1","annotator":"0123456789abcdef","values":{"ok":true}})";
  EXPECT_EQ(run({line_.Write("agree.jsonl", agree)}).err, "");
}

}  // namespace
}  // namespace winnow::client::cli
