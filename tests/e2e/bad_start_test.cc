// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What winnowd refuses to start on (operations.md O4).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "server/exit_codes.h"
#include "tests/testing/identities.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using ::testing::HasSubstr;

ProcessEnd RunWith(const TempDir& folder, const std::string& config,
                   std::vector<std::string> flags) {
  flags.insert(flags.begin(), {"--config", WriteFile(folder, "winnowd.yaml", config)});
  return RunWinnowd(folder, flags);
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
  EXPECT_EQ(
      RunWith(folder, AccessLines(folder), {"--check-config", "--data-dir", folder.Join("data")})
          .code,
      app::kExitOk);
  EXPECT_EQ(RunWith(folder, "x: 1\n", {"--check-config", "--data-dir", folder.Join("data")}).code,
            app::kExitUsage);
  EXPECT_FALSE(std::filesystem::exists(folder.Join("data")));
}

TEST(BadStart, AnAddressThatIsTakenIsRefusedBeforeTheFolderIsTouched) {
  TestServer first;
  const TempDir folder;
  const ProcessEnd end = RunWith(folder, AccessLines(folder),
                                 {"--data-dir", folder.Join("data"), "--listen", first.listen(),
                                  "--admin-listen", "127.0.0.1:0"});
  EXPECT_EQ(end.code, app::kExitCannotStart);
  EXPECT_FALSE(std::filesystem::exists(folder.Join("data")));
}

}  // namespace
}  // namespace winnow::testing
