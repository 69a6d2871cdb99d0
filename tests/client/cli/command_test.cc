// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/exit_code.h"
#include "client/cli/line_reader.h"
#include "client/cli/progress.h"
#include "client/cli/table.h"
#include "tests/client/cli/command_line.h"

namespace winnow::client::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CommandTest : public ::testing::Test {
 protected:
  CommandLine line_;
};

TEST_F(CommandTest, AGrantShowsLeaseItemsAndSliceTable) {
  const Outcome outcome = line_.Run({"batch", "request", "--queue", "q", "--labeler", "a",
                                     "--max-items", "9", "--lease", "1h30m", "--slices", "lead,b"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out,
            "batch   queues/q/batches/b1\n"
            "token   tok1\n"
            "expires 2026-11-22T10:00:00Z\n"
            "\n"
            "candidate  slice  stage     rubric  labels  attributes\n"
            "c0         lead   ACOUSTIC  asr          2  device=far?[31mfield, "
            "speaker=0123456789abcdef\n"
            "\n"
            "slice  eligible  min  max  exploit  explore  filled  shortfall  reason\n"
            "lead         12    0    5        1     0.25       1          0\n"
            "other        12    0    5        0     0.25       0          2  NO_SUPPLY\n");
  const v1::RequestBatchRequest request = line_.review.batch_request();
  EXPECT_EQ(request.queue(), "queues/q");
  EXPECT_EQ(request.max_items(), 9u);
  EXPECT_EQ(request.lease().seconds(), 5400);
  EXPECT_THAT(request.slices(), ElementsAre("lead", "b"));
  EXPECT_FALSE(request.request_id().empty());
}

TEST_F(CommandTest, JsonIsTheResponseWithTheProtosNames) {
  const Outcome outcome = line_.Run({"batch", "request", "--queue", "q", "--labeler", "a",
                                     "--max-items", "1", "--request-id", "r1", "-o", "json"});
  const auto response = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(response["batch"], "queues/q/batches/b1");
  EXPECT_EQ(response["lease"]["token"], "tok1");
  EXPECT_EQ(response["items"][0]["required_labels"], 2);
  EXPECT_EQ(response["manifest"]["quotas"][1]["shortfall_reason"], "SHORTFALL_REASON_NO_SUPPLY");
  EXPECT_EQ(line_.review.batch_request().request_id(), "r1");
}

TEST_F(CommandTest, AnEmptyAnswerSaysWhy) {
  line_.review.SetEmpty(v1::EMPTY_REASON_ALL_LEASED);
  const Outcome outcome =
      line_.Run({"batch", "request", "--queue", "q", "--labeler", "a", "--max-items", "1"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out, "no items: ALL_LEASED, try again in 1m30s\n");
}

TEST_F(CommandTest, ABatchThatDoesNotVerifyEndsWithItsFindingsAndAnExitCodeOfItsOwn) {
  const Outcome good = line_.Run({"batch", "verify", "--queue", "q", "b1"});
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_EQ(good.out, "verified: 3 items, 1 of them erased, digest ab12\n");
  const Outcome forged = line_.Run({"batch", "verify", "queues/q/batches/forged"});
  EXPECT_EQ(forged.code, kExitRefuted);
  EXPECT_EQ(forged.out,
            "check   item  slice  finding\n"
            "SCORES     2         its score is not the sum of its terms\n"
            "COUNTS        lead   it has 2 items, and its line says 3\n"
            "and 4 more\n");
  EXPECT_EQ(line_.Run({"batch", "verify", "queues/q/batches/forged", "-o", "json"}).code,
            kExitRefuted);
}

TEST_F(CommandTest, AnExplanationShowsRankNextBatchAndWhatStops) {
  const Outcome outcome = line_.Run({"batch", "explain", "--queue", "q", "c7"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("rank in slice    12\n"
                                     "rank in queue    40 to 70000\n"
                                     "cell_candidates  300\n"
                                     "next batch       EXPLORE of 1000 items with probability "
                                     "0.01, from a cell of 290 candidates\n"
                                     "\n"
                                     "stopped by   why\n"
                                     "SLICE_QUOTA  its slice has 5 slots\n"));
}

TEST_F(CommandTest, AnOwnerApprovesTheContentThatWasRead) {
  const Outcome outcome = line_.Run({"policy", "approve", "p@1", "--role", "ml"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("owner    approved by  when\n"
                                     "legal    lena         2026-11-22T10:00:00Z\n"
                                     "data     (missing)\n"
                                     "product  (missing)\n"
                                     "ml       (missing)\n"));
  const v1::ApprovePolicyRevisionRequest approval = line_.registry.approval();
  EXPECT_EQ(approval.policy(), "policies/p@1");
  EXPECT_EQ(approval.role(), v1::ROLE_POLICY_ML);
  EXPECT_THAT(approval.content_hash(), ::testing::StartsWith("abab"));
  EXPECT_FALSE(approval.request_id().empty());
  EXPECT_EQ(line_.Run({"policy", "approve", "p@1", "--role", "legal", "--content-hash", "cd"}).code,
            0);
  EXPECT_EQ(line_.registry.approval().content_hash(), "cd");
}

TEST_F(CommandTest, ASimulationComparesBothDraws) {
  const Outcome outcome = line_.Run({"policy", "simulate", "--queue", "q", "-f", "-"},
                                    "policy_id: p\npolicy: {purpose: TRAINING}\n");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("policy     (rules)   p@1\n"));
  EXPECT_THAT(outcome.out, HasSubstr("selected   5         8\n"));
  EXPECT_THAT(outcome.out, HasSubstr("shortfall  3         0\n"
                                     "over caps  2         0\n"
                                     "in both    4         4\n"));
  EXPECT_THAT(outcome.out, HasSubstr("slice  active  proposed\n"
                                     "lead        8         5\n"));
  EXPECT_EQ(line_.registry.simulation().rules().purpose(), v1::PURPOSE_TRAINING);
  EXPECT_EQ(line_.registry.simulation().max_items(), 100u);
  EXPECT_EQ(line_.Run({"policy", "simulate", "--queue", "q", "p@2", "--max-items", "7"}).code, 0);
  EXPECT_EQ(line_.registry.simulation().policy(), "policies/p@2");
  EXPECT_EQ(line_.registry.simulation().max_items(), 7u);
}

TEST_F(CommandTest, AFrameIsWrittenAsItComes) {
  const Outcome outcome = line_.Run({"queue", "export", "asr"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "{\"queue\":\"queues/asr\"}\n");
}

TEST_F(CommandTest, AManifestIsShownWithScoreArmAndProbability) {
  const Outcome outcome = line_.Run({"batch", "show", "--queue", "q", "b1", "--limit", "0"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("candidate  slice  arm         score  probability  terms\n"
                        "c0         lead   EXPLOIT      0.93            1  confidence=-1.5\n"
                        "c1         lead   EXPLORE  0.929999        0.125  confidence=-1.5\n"
                        "c2         lead   EXPLORE  0.929998        0.125  "
                        "confidence=-1.5 (default)\n"));
  EXPECT_THAT(outcome.out, HasSubstr("policies/lab-v0@1"));
  const Outcome json = line_.Run({"batch", "show", "--queue", "q", "b1", "-o", "json"});
  const auto response = nlohmann::json::parse(json.out);
  EXPECT_EQ(response["items"].size(), 3u);
  EXPECT_EQ(response["manifest"]["quotas"].size(), 1u) << "pages repeat the manifest";
}

TEST_F(CommandTest, AnExportIsTheServersBytes) {
  EXPECT_EQ(line_.Run({"batch", "export", "--queue", "q", "b1"}).out, "{\"type\":\"manifest\"}\n");
  const std::string file = line_.folder.Join("b1.csv");
  const Outcome outcome =
      line_.Run({"batch", "export", "queues/q/batches/b1", "--format", "csv", "-O", file});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(line_.Read("b1.csv"), "candidate,slice\r\n");
  EXPECT_EQ(
      line_.Run({"batch", "export", "--queue", "q", "none", "-O", line_.folder.Join("n")}).code,
      64 + 5);
  EXPECT_FALSE(std::filesystem::exists(line_.folder.Join("n")));
}

TEST_F(CommandTest, RefusedItemsMakeTheRunPartial) {
  const Outcome outcome = line_.Run({"batch", "return", "--queue", "q", "b1", "--token", "t",
                                     "--reason", "unusable", "c1", "c2"});
  EXPECT_EQ(outcome.code, 4);
  EXPECT_EQ(outcome.err, "c2: ITEM_NOT_IN_BATCH give items of the batch\n");
  EXPECT_EQ(line_.review.returned().reason(), v1::RETURN_REASON_UNUSABLE);
  EXPECT_THAT(line_.review.returned().candidate_ids(), ElementsAre("c1", "c2"));
}

TEST_F(CommandTest, ListsFollowThePagesUpToTheLimit) {
  const auto lines = [this](const std::vector<std::string>& arguments) {
    const Outcome outcome = line_.Run(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return static_cast<int>(std::count(outcome.out.begin(), outcome.out.end(), '\n'));
  };
  EXPECT_EQ(lines({"source", "ls", "--limit", "0", "-o", "jsonl"}), 250);
  EXPECT_EQ(lines({"source", "ls", "--limit", "120", "-o", "jsonl"}), 120);
  EXPECT_EQ(lines({"source", "ls", "--limit", "120"}), 121) << "a header and the rows";
  const auto all =
      nlohmann::json::parse(line_.Run({"source", "ls", "--limit", "0", "-o", "json"}).out);
  EXPECT_EQ(all["sources"].size(), 250u);
  EXPECT_EQ(all["next_page_token"], "");
  EXPECT_THAT(line_.Run({"source", "ls"}).err, HasSubstr("there are more"));
  EXPECT_THAT(line_.Run({"source", "ls", "-o", "jsonl"}).err, HasSubstr("there are more"));
  EXPECT_EQ(line_.Run({"source", "ls", "-o", "jsonl", "--limit", "0"}).err, "");
  EXPECT_EQ(line_.Run({"source", "ls", "-o", "json"}).err, "") << "it has the token";
}

TEST_F(CommandTest, SlicesAreSetFromOptionsOrDocuments) {
  EXPECT_EQ(line_
                .Run({"slice", "set", "--queue", "q", "lead", "--target", "500",
                      "--recent-regression", "false", "--launch-weight", "0"})
                .code,
            0);
  const std::string file = line_.Write(
      "slices.yaml",
      "- {name: a, coverage_override: 0.5}\n- {name: queues/q/slices/b, target_labels: 0}\n");
  EXPECT_EQ(line_.Run({"slice", "set", "--queue", "q", "-f", file}).code, 0);
  const auto updates = line_.registry.slice_updates();
  ASSERT_EQ(updates.size(), 3u);
  EXPECT_THAT(updates[0].update_mask().paths(),
              ElementsAre("target_labels", "launch_weight", "recent_regression"));
  EXPECT_EQ(updates[0].slice().name(), "queues/q/slices/lead");
  EXPECT_TRUE(updates[0].slice().has_launch_weight());
  EXPECT_THAT(updates[1].update_mask().paths(), ElementsAre("coverage_override"));
  EXPECT_THAT(updates[2].update_mask().paths(), ElementsAre("target_labels"));
}

TEST_F(CommandTest, AnUpdateOfAQueueAddsToItsAttributesUnderItsEtag) {
  v1::Queue queue;
  queue.set_etag("e7");
  queue.add_attributes()->set_key("speaker");
  line_.registry.SetQueue(queue);
  EXPECT_EQ(line_.Run({"queue", "update", "q", "--attribute", "device:category"}).code, 0);
  ASSERT_EQ(line_.registry.queue().attributes_size(), 2);
  EXPECT_EQ(line_.registry.queue().attributes(1).key(), "device");
  EXPECT_EQ(line_.registry.queue().attributes(1).kind(), v1::ATTRIBUTE_KIND_CATEGORY);
  EXPECT_EQ(line_.registry.queue().etag(), "e7");
}

TEST_F(CommandTest, ARequestIdNamesOneCallOnly) {
  const std::string file = line_.Write("sources.yaml", "- name: a\n- name: b\n");
  const Outcome outcome = line_.Run({"source", "register", "-f", file, "--request-id", "r"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(line_.registry.request_ids(), ElementsAre("r"));
  EXPECT_EQ(line_.Run({"source", "register", "-f", file}).code, 0);
}

TEST_F(CommandTest, WrongUseIsTwoAndSendsNothing) {
  const std::string bad = line_.Write("bad.yaml", "nane: a\n");
  const std::string other = line_.Write("other.yaml", "name: other\n");
  const std::vector<std::vector<std::string>> lines = {
      {},
      {"batch"},
      {"bogus"},
      {"batch", "bogus"},
      {"batch", "request", "--queue", "q"},
      {"batch", "request", "--queue", "a b", "--labeler", "a", "--max-items", "1"},
      {"batch", "request", "--queue", "q", "--labeler", "a", "--max-items", "-1"},
      {"batch", "request", "--queue", "q", "--labeler", "a", "--max-items", "1", "--lease", "9"},
      {"batch", "request", "--queue", "q", "--labeler", "a", "--max-items", "1", "--slices", ""},
      {"batch", "request", "--queue", "q", "--labeler", "a", "--max-items", "1", "--slices", ","},
      {"dataset", "create", "d", "--queue", "q", "--purpose", "TRAINING", "--splits", ""},
      {"batch", "show", "b1"},
      {"batch", "return", "b1", "--queue", "q", "--token", "t", "--reason", "BORED", "c1"},
      {"queue", "ls", "-o", "xml"},
      {"queue", "ls", "--server", "nowhere"},
      {"queue", "ls", "--timeout", "soon"},
      {"queue", "update", "q"},
      {"queue", "create", "q", "--attribute", "speaker"},
      {"queue", "create", "q", "-f", other},
      {"slice", "set", "--queue", "q", "lead"},
      {"slice", "set", "--queue", "q", "lead", "--recent-regression", "maybe"},
      {"slice", "set", "--queue", "q", "-f", bad},
      {"source", "register"},
      {"scope", "register", "research"},
      {"scope", "register", "research", "--purpose", "FUN"},
      {"policy", "create", "-f", bad},
      {"policy", "show", "p@0"},
      {"policy", "approve", "p@1", "--role", "boss"},
      {"policy", "simulate", "--queue", "q"},
      {"policy", "simulate", "--queue", "q", "p@1", "-f", "-"},
      {"candidate", "list", "--queue", "q", "--exclusion", "BORING"}};
  for (const std::vector<std::string>& arguments : lines) {
    const Outcome outcome = line_.Run(arguments);
    EXPECT_EQ(outcome.code, kExitUsage) << ::testing::PrintToString(arguments) << outcome.err;
    EXPECT_EQ(outcome.out, "") << ::testing::PrintToString(arguments);
    EXPECT_NE(outcome.err, "") << ::testing::PrintToString(arguments);
  }
  EXPECT_THAT(line_.registry.request_ids(), IsEmpty());
  EXPECT_EQ(line_.review.batch_request().queue(), "");
}

// The scope would have a consent that never ends, and nobody would have been told.
TEST_F(CommandTest, WhatADocumentSaysIsNoOptionBesideIt) {
  const std::string slices = line_.Write("slices.yaml", "- {name: a, target_labels: 5}\n");
  const std::string named = line_.Write("named.yaml", "name: a\n");
  const std::vector<std::vector<std::string>> lines = {
      {"--purpose", "TRAINING", "scope", "register", "-f", named},
      {"--expire", "2027-01-01T00:00:00Z", "scope", "register", "-f", named},
      {"--description", "d", "scope", "register", "-f", named},
      {"--description", "d", "source", "register", "-f", named},
      {"--owner", "o", "source", "register", "-f", named},
      {"--target", "0", "slice", "set", "--queue", "q", "-f", slices},
      {"--launch-weight", "0", "slice", "set", "--queue", "q", "-f", slices},
      {"--coverage", "0.5", "slice", "set", "--queue", "q", "-f", slices},
      {"--recent-regression", "false", "slice", "set", "--queue", "q", "-f", slices},
      {"--etag", "e", "slice", "set", "--queue", "q", "-f", slices}};
  for (const std::vector<std::string>& line : lines) {
    std::vector<std::string> arguments(line.begin() + 2, line.end());
    arguments.insert(arguments.end(), line.begin(), line.begin() + 2);
    const Outcome outcome = line_.Run(arguments);
    EXPECT_EQ(outcome.code, kExitUsage) << ::testing::PrintToString(arguments);
    EXPECT_EQ(outcome.err,
              "winnow: " + line.front() + ": goes with a name; with -f put it into the document\n");
  }
  EXPECT_THAT(line_.registry.request_ids(), IsEmpty());
  EXPECT_THAT(line_.registry.slice_updates(), IsEmpty());
}

TEST_F(CommandTest, AServersErrorIs64PlusItsCode) {
  for (int code = 1; code <= 16; ++code) {
    if (code == 14) continue;
    line_.registry.FailNext({grpc::Status(static_cast<grpc::StatusCode>(code), "x")});
    EXPECT_EQ(line_.Run({"source", "register", "s"}).code, 64 + code);
  }
  line_.registry.FailNext(
      std::deque<grpc::Status>(5, grpc::Status(grpc::StatusCode::UNAVAILABLE, "down")));
  const Outcome down = line_.Run({"source", "register", "s"});
  EXPECT_EQ(down.code, 64 + 14);
  EXPECT_THAT(down.err, HasSubstr("--request-id " + line_.registry.request_ids().back()));
}

// Reads the tree of subcommands from the help texts themselves.
std::string HelpOf(CommandLine& line, std::vector<std::string> path) {
  path.push_back("--help");
  const Outcome outcome = line.Run(path);
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("Example:\n  ")) << ::testing::PrintToString(path);
  path.pop_back();
  std::string all = outcome.out + "\n";
  bool in_subcommands = false;
  for (const absl::string_view text : absl::StrSplit(outcome.out, '\n')) {
    if (text.empty()) in_subcommands = false;
    if (in_subcommands) {
      std::vector<std::string> child = path;
      child.emplace_back(text.substr(2, text.find(' ', 2) - 2));
      absl::StrAppend(&all, HelpOf(line, child));
    }
    if (text == "Subcommands:") in_subcommands = true;
  }
  return all;
}

// Written anew with WINNOW_UPDATE_GOLDEN=1.
TEST_F(CommandTest, HelpOnEveryLevelIsAsCommitted) {
  const std::string help = HelpOf(line_, {});
  const std::string path = WINNOW_SOURCE_DIR "/tests/client/cli/help.golden";
  if (std::getenv("WINNOW_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << help;
  std::ifstream file(path);
  std::ostringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(help, golden.str());
}

TEST(LineReader, EndsLinesAtLfAndCrlfAndSkipsBlankOnes) {
  std::istringstream in("a\r\n\n  \nb\nlast");
  LineReader reader(in, 100);
  Line line;
  std::vector<std::pair<uint64_t, std::string>> lines;
  while (reader.Next(line)) lines.emplace_back(line.number, std::string(line.text));
  EXPECT_THAT(lines, ElementsAre(std::pair(1, "a"), std::pair(4, "b"), std::pair(5, "last")));
  EXPECT_EQ(reader.bytes_read(), 13u);
}

TEST(LineReader, ALongLineIsCutAndTheNextOneIsWhole) {
  // Longer than a block of the reader.
  std::istringstream in(std::string(1 << 20, 'x') + "\nnext\n");
  LineReader reader(in, 1000);
  Line line;
  ASSERT_TRUE(reader.Next(line));
  EXPECT_TRUE(line.is_too_long);
  EXPECT_EQ(line.text.size(), 1000u);
  ASSERT_TRUE(reader.Next(line));
  EXPECT_FALSE(line.is_too_long);
  EXPECT_EQ(line.text, "next");
  EXPECT_FALSE(reader.Next(line));
}

TEST(Table, ScoresHaveAtMostSixPlaces) {
  EXPECT_EQ(FormatMicros(0), "0");
  EXPECT_EQ(FormatMicros(930000), "0.93");
  EXPECT_EQ(FormatMicros(-1500000), "-1.5");
  EXPECT_EQ(FormatMicros(1), "0.000001");
  EXPECT_EQ(FormatMicros(-1), "-0.000001");
  EXPECT_EQ(FormatMicros(INT64_MIN), "-9223372036854.775808");
}

TEST(Progress, ShowsRateAndRestOnATerminalOnly) {
  StepClock clock;
  std::ostringstream terminal;
  Progress progress({terminal, true, clock, 1000});
  clock.Sleep(absl::Seconds(10));
  progress.Update(500, 250);
  EXPECT_THAT(terminal.str(),
              ::testing::MatchesRegex(".*500 rows, (50|49) rows/s, 25 %, 30s left.*"));
  std::ostringstream pipe;
  Progress quiet({pipe, false, clock, 1000});
  clock.Sleep(absl::Seconds(10));
  quiet.Update(500, 250);
  EXPECT_EQ(pipe.str(), "");
}

}  // namespace
}  // namespace winnow::client::cli
