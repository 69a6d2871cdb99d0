// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// winnowd scan on the folder of a real server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/exit_codes.h"
#include "tests/e2e/desk.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct ScanEnd {
  int code = -1;
  std::string output;
  std::string errors;
};

// Lets winnowd look for strings; `input` is what it reads.
ScanEnd Scan(const TestServer& server, const std::string& input, const std::string& flags = "") {
  const std::string config = WriteFile(server.folder(), "scan.yaml", "");
  const std::string strings = WriteFile(server.folder(), "strings", input);
  TestProcess process({"/bin/sh", "-c",
                       absl::StrCat("exec ", WinnowdPath(), " scan --config ", config,
                                    " --data-dir ", server.data_dir(), " ", flags, " < ", strings)},
                      server.folder().Join("scan_errors"));
  ScanEnd end;
  for (std::string line = process.ReadLine(); !line.empty(); line = process.ReadLine()) {
    absl::StrAppend(&end.output, line, "\n");
  }
  const ProcessEnd ended = process.Wait();
  end.code = ended.code;
  end.errors = ended.errors;
  return end;
}

std::string Hex(const std::string& text) { return absl::BytesToHexString(text) + "\n"; }

class ScanVerb : public ::testing::Test {
 protected:
  void SetUp() override {
    Desk desk(server_.NewChannel());
    desk.SetUpQueue();
    ASSERT_TRUE(desk.Upsert({0, 300}).ok());
  }
  TestServer server_;
};

TEST_F(ScanVerb, SaysWhereAStringIsAndNeverWhatItIs) {
  server_.Kill();
  const std::string there = CandidateId(250);
  const ScanEnd end = Scan(server_, Hex("never written") + "\n" + Hex(there));
  EXPECT_EQ(end.code, app::kExitFound) << end.errors;
  EXPECT_THAT(end.output, AllOf(HasSubstr(".log: string 2 is there"), Not(HasSubstr("string 1 "))));
  EXPECT_THAT(end.output, AllOf(Not(HasSubstr(there)), Not(HasSubstr(Hex(there)))));
  const ScanEnd clean = Scan(server_, Hex("never written"));
  EXPECT_EQ(clean.code, app::kExitOk) << clean.errors;
  EXPECT_THAT(clean.output, HasSubstr("0 places in "));
  server_.Start();
  EXPECT_EQ(server_.Stop().code, app::kExitOk);
}

TEST_F(ScanVerb, LooksIntoBackupsToo) {
  ASSERT_EQ(server_.Stop().code, app::kExitOk);
  const std::string backups = server_.folder().Join("backups");
  const ScanEnd before = Scan(server_, Hex("never written"), "--backup-dir " + backups);
  EXPECT_EQ(before.code, app::kExitOk) << before.errors;
  EXPECT_THAT(before.output, HasSubstr(backups + " is not there yet"));
  const std::string config = WriteFile(server_.folder(), "scan.yaml", "");
  ASSERT_EQ(RunWinnowd(server_.folder(), {"backup", "create", "--config", config, "--data-dir",
                                          server_.data_dir(), "--backup-dir", backups})
                .code,
            app::kExitOk);
  const ScanEnd end = Scan(server_, Hex(CandidateId(250)), "--backup-dir " + backups);
  EXPECT_EQ(end.code, app::kExitFound) << end.errors;
  EXPECT_THAT(end.output, HasSubstr(backups + "/engine/"));
}

TEST_F(ScanVerb, RefusesWhatItCannotLookForAndFoldersInUse) {
  EXPECT_EQ(Scan(server_, Hex("never written")).code, app::kExitCannotStart);
  server_.Kill();
  for (const char* input : {"", "xyz\n", "abc\n", "ab\n", "\n\n"}) {
    const ScanEnd end = Scan(server_, input);
    EXPECT_EQ(end.code, app::kExitUsage) << input;
    EXPECT_THAT(end.errors, HasSubstr("standard input"));
  }
  std::ofstream(server_.data_dir() + "/db/000001.sst") << "no table";
  const ScanEnd end = Scan(server_, Hex("never written"));
  EXPECT_EQ(end.code, app::kExitDataDamaged);
  EXPECT_THAT(end.errors, HasSubstr("000001.sst"));
}

}  // namespace
}  // namespace winnow::testing
