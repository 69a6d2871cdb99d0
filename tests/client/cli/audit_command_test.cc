// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// `winnow audit verify`: what ends with 3 and names the file, and what is a matter of usage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_replace.h"
#include "client/cli/exit_code.h"
#include "server/digest/merkle_tiles.h"
#include "server/digest/signed_note.h"
#include "tests/client/cli/command_line.h"

namespace winnow::client::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kOrigin[] = "winnow/t/shards/0/histories/0";

class AuditVerifyTest : public ::testing::Test {
 protected:
  AuditVerifyTest() {
    const digest::SigningKey key = digest::SigningKey::Generate();
    const digest::NoteVerifier verifier{"t", key.PublicKey()};
    const digest::LogCheckpoint checkpoint{kOrigin, {0, digest::MerkleTiles().Root()}};
    note_ = digest::SignNote(checkpoint.ToText(), "t", key);
    // The log of a shard in which nothing has happened yet.
    export_ = nlohmann::json{{"type", "log"}, {"origin", kOrigin}, {"shard", 0}}.dump() + "\n" +
              nlohmann::json{{"type", "checkpoint"}, {"note", note_}}.dump() + "\n";
    keys_ = line_.Write("verifiers", verifier.ToString() + "\n");
    log_ = line_.Write("log.jsonl", export_);
  }

  Outcome Verify(std::vector<std::string> more) {
    more.insert(more.begin(), {"audit", "verify", log_, "--key", keys_});
    return line_.Run(more);
  }

  CommandLine line_;
  std::string note_;
  std::string export_;
  std::string keys_;
  std::string log_;
};

TEST_F(AuditVerifyTest, AnHonestLogWithWhatWasKeptOfItIsAccepted) {
  const std::string note = line_.Write("monday.note", note_);
  const Outcome outcome = Verify({"--checkpoint", note, "--control", log_});
  EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("the checkpoint is signed by a known key\n"));
  const auto json = nlohmann::json::parse(Verify({"-o", "jsonl"}).out);
  EXPECT_EQ(json["verified"], true);
  EXPECT_EQ(json["signed"], true);
  EXPECT_EQ(json["log"], kOrigin);
  EXPECT_EQ(json["leaves"], 0);
}

TEST_F(AuditVerifyTest, ATamperedFileIsRefusedByNameWhicheverOfTheThreeItIs) {
  // Not what was signed.
  const std::vector<std::pair<const char*, const char*>> forgery = {{"histories/0", "histories/1"}};
  const std::string forged = line_.Write("forged.jsonl", absl::StrReplaceAll(export_, forgery));
  const std::string note = line_.Write("forged.note", absl::StrReplaceAll(note_, forgery));
  for (const Outcome& outcome : {Verify({"--control", forged}), Verify({"--checkpoint", note}),
                                 line_.Run({"audit", "verify", forged, "--key", keys_})}) {
    EXPECT_EQ(outcome.code, kExitRefuted) << outcome.err;
    EXPECT_THAT(outcome.out, StartsWith("REFUSED " + line_.folder.Join("forged.")));
    EXPECT_EQ(outcome.err, "");
  }
  const Outcome outcome = Verify({"--control", forged, "-o", "json"});
  EXPECT_EQ(outcome.code, kExitRefuted);
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["verified"], false);
  EXPECT_EQ(json["file"], forged);
  EXPECT_THAT(json["problem"].get<std::string>(), StartsWith("checkpoint: "));
}

TEST_F(AuditVerifyTest, WhatCannotBeReadIsAUsageError) {
  const std::string none = line_.folder.Join("none");
  EXPECT_EQ(Verify({"--control", none}).code, kExitUsage);
  EXPECT_EQ(Verify({"--checkpoint", none}).code, kExitUsage);
  EXPECT_EQ(line_.Run({"audit", "verify", none, "--key", keys_}).code, kExitUsage);
  EXPECT_EQ(line_.Run({"audit", "verify", log_, "--key", log_}).code, kExitUsage);
}

}  // namespace
}  // namespace winnow::client::cli
