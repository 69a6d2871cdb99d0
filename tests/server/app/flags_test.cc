// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "server/app_flags.h"

namespace winnow::app {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<Flags> Parse(std::vector<absl::string_view> arguments) {
  return ParseFlags(arguments);
}

TEST(Flags, TakeTheirValueAfterASpaceOrAnEqualsSign) {
  const auto flags =
      Parse({"--config", "a.yaml", "--listen=unix:/s", "--data-dir", "/d",
             "--admin-listen=127.0.0.1:0", "--accept-loss", "--accept-clock", "--check-config",
             "--plaintext-loopback", "--access-policy=p", "--access-tokens", "t"});
  ASSERT_TRUE(flags.ok()) << flags.status();
  EXPECT_EQ(flags->config_path, "a.yaml");
  EXPECT_EQ(flags->config.listen, "unix:/s");
  EXPECT_EQ(flags->config.data_dir, "/d");
  EXPECT_EQ(flags->config.admin_listen, "127.0.0.1:0");
  EXPECT_EQ(flags->config.access_policy, "p");
  EXPECT_EQ(flags->config.access_tokens, "t");
  EXPECT_TRUE(flags->config.plaintext_loopback);
  EXPECT_TRUE(flags->accept_loss);
  EXPECT_TRUE(flags->accept_clock);
  EXPECT_TRUE(flags->check_config);
}

TEST(Flags, AreOffUnlessGiven) {
  const auto flags = Parse({"--config=a"});
  ASSERT_TRUE(flags.ok());
  EXPECT_FALSE(flags->accept_loss || flags->accept_clock || flags->check_config || flags->help ||
               flags->version);
  EXPECT_FALSE(flags->config.listen.has_value());
}

TEST(Flags, ReportEveryProblemAtOnce) {
  const auto flags = Parse({"--confg=a", "--listen", "--data-dir=", "--accept-loss=yes", "more"});
  ASSERT_FALSE(flags.ok());
  for (const char* problem :
       {"--confg: no such flag", "--listen: needs a value", "--data-dir: needs a value",
        "--accept-loss: takes no value", "more: no such flag"}) {
    EXPECT_THAT(std::string(flags.status().message()), HasSubstr(problem));
  }
}

TEST(Flags, NeedAConfigurationUnlessTheyOnlyAsk) {
  EXPECT_THAT(std::string(Parse({}).status().message()), HasSubstr("--config: is required"));
  EXPECT_TRUE(Parse({"--help"}).ok());
  EXPECT_TRUE(Parse({"--version"}).ok());
}

TEST(Flags, FollowACommand) {
  EXPECT_EQ(Parse({"--config=a"})->verb, Verb::kServe);
  EXPECT_EQ(Parse({"backup", "create", "--config=a", "--backup-dir=/b"})->config.backup_dir, "/b");
  EXPECT_EQ(Parse({"backup", "verify", "--config=a"})->verb, Verb::kBackupVerify);
  EXPECT_EQ(Parse({"fsck", "--config=a"})->verb, Verb::kFsck);
  EXPECT_EQ(Parse({"migrate", "--config=a"})->verb, Verb::kMigrate);
  EXPECT_EQ(Parse({"audit-key", "rotate", "--config=a"})->verb, Verb::kAuditKeyRotate);
  EXPECT_EQ(Parse({"scan", "--config=a", "--backup-dir=/b"})->verb, Verb::kScan);
  const auto restore = Parse({"backup", "restore", "--config=a", "--backup-id", "7"});
  ASSERT_TRUE(restore.ok()) << restore.status();
  EXPECT_EQ(restore->verb, Verb::kBackupRestore);
  EXPECT_EQ(restore->backup_id, 7u);
}

TEST(Flags, RefuseCommandsThatAreNoneAndFlagsOfOthers) {
  for (const auto& [arguments, problem] :
       std::vector<std::pair<std::vector<absl::string_view>, std::string>>{
           {{"serve", "--config=a"}, "serve: no such command"},
           {{"backup", "--config=a"}, "backup: write create, verify or restore after it"},
           {{"backup"}, "backup: write create, verify or restore after it"},
           {{"backup", "verify", "--config=a", "--backup-id=0"}, "--backup-id: needs the number"},
           {{"backup", "create", "--config=a", "--backup-id=1"}, "--backup-id: only for"},
           {{"backup", "create", "--config=a", "--accept-loss"}, "--accept-loss: only for"},
           {{"fsck", "--config=a", "--accept-clock"}, "--accept-clock: only for"}}) {
    const auto flags = Parse(arguments);
    EXPECT_THAT(std::string(flags.status().message()), HasSubstr(problem));
  }
}

TEST(Flags, AreEachInTheHelp) {
  for (const char* flag :
       {"--config", "--data-dir", "--listen", "--admin-listen", "--check-config", "--accept-loss",
        "--accept-clock", "--access-policy", "--access-tokens", "--plaintext-loopback",
        "--backup-dir", "--backup-id", "--version", "--help"}) {
    EXPECT_THAT(std::string(HelpText()), HasSubstr(flag));
  }
}

}  // namespace
}  // namespace winnow::app
