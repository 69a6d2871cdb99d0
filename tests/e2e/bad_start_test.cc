// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What winnowd refuses to start on (issue 2, "Bad input"; operations.md O4).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "server/exit_codes.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ProcessEnd RunWith(const TempDir& folder, const std::string& config,
                   std::vector<std::string> flags) {
  flags.insert(flags.begin(), {"--config", WriteFile(folder, "winnowd.yaml", config)});
  return RunWinnowd(folder, flags);
}

std::string Bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(BadStart, AConfigurationWithAnUnknownKeyIsRefusedByName) {
  const TempDir folder;
  const ProcessEnd end = RunWith(folder, "lissten: 127.0.0.1:0\nlimits:\n  max_foo: 3\n",
                                 {"--data-dir", folder.Join("data")});
  EXPECT_EQ(end.code, app::kExitUsage);
  // All problems at once.
  EXPECT_THAT(end.errors, HasSubstr("lissten"));
  EXPECT_THAT(end.errors, HasSubstr("max_foo"));
  EXPECT_FALSE(std::filesystem::exists(folder.Join("data")));
}

TEST(BadStart, AnAddressThatOtherMachinesReachIsRefused) {
  for (const std::string address : {"0.0.0.0:0", "[::]:0", "10.0.0.1:50051", "example.com:1"}) {
    for (const std::string flag : {"--listen", "--admin-listen"}) {
      const TempDir folder;
      const ProcessEnd end =
          RunWith(folder, "", {"--data-dir", folder.Join("data"), flag, address});
      EXPECT_EQ(end.code, app::kExitUsage) << flag << " " << address;
      EXPECT_THAT(end.errors, HasSubstr("127.0.0.1")) << end.errors;
    }
  }
}

TEST(BadStart, FlagsThatAreUnknownOrLackAValueAreRefusedTogether) {
  const TempDir folder;
  const ProcessEnd end = RunWinnowd(folder, {"--confg", "x", "--listen"});
  EXPECT_EQ(end.code, app::kExitUsage);
  EXPECT_THAT(end.errors, HasSubstr("--confg"));
  EXPECT_THAT(end.errors, HasSubstr("--listen"));
}

TEST(BadStart, CheckConfigOnlyLooks) {
  const TempDir folder;
  EXPECT_EQ(RunWith(folder, "", {"--check-config", "--data-dir", folder.Join("data")}).code,
            app::kExitOk);
  EXPECT_EQ(RunWith(folder, "x: 1\n", {"--check-config", "--data-dir", folder.Join("data")}).code,
            app::kExitUsage);
  EXPECT_FALSE(std::filesystem::exists(folder.Join("data")));
}

TEST(BadStart, ASecondServerOnTheSameFolderIsRefused) {
  TestServer first;
  const ProcessEnd end = RunWith(
      first.folder(), "",
      {"--data-dir", first.data_dir(), "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"});
  EXPECT_EQ(end.code, app::kExitCannotStart);
  EXPECT_THAT(end.errors, HasSubstr("in use"));
  EXPECT_EQ(first.Stop().code, app::kExitOk);
}

TEST(BadStart, AnAddressThatIsTakenIsRefusedBeforeTheFolderIsTouched) {
  TestServer first;
  const TempDir folder;
  const ProcessEnd end = RunWith(folder, "",
                                 {"--data-dir", folder.Join("data"), "--listen", first.listen(),
                                  "--admin-listen", "127.0.0.1:0"});
  EXPECT_EQ(end.code, app::kExitCannotStart);
  EXPECT_FALSE(std::filesystem::exists(folder.Join("data")));
}

// storage.md E3: the WINNOW file names the schema version.
TEST(BadStart, AFolderOfAnotherVersionIsRefusedAndLeftAsItIs) {
  TestServer server;
  ASSERT_EQ(server.Stop().code, app::kExitOk);
  const std::filesystem::path marker = std::filesystem::path(server.data_dir()) / "WINNOW";
  std::string text = Bytes(marker);
  const size_t at = text.find('2');
  ASSERT_NE(at, std::string::npos) << text;
  text[at] = '9';
  std::ofstream(marker, std::ios::binary | std::ios::trunc) << text;
  const ProcessEnd end = RunWith(server.folder(), "",
                                 {"--data-dir", server.data_dir(), "--listen", "127.0.0.1:0",
                                  "--admin-listen", "127.0.0.1:0"});
  EXPECT_NE(end.code, app::kExitOk);
  EXPECT_EQ(Bytes(marker), text);
}

}  // namespace
}  // namespace winnow::testing
