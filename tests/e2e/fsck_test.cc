// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// winnowd fsck on the folder of a real server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "server/exit_codes.h"
#include "tests/e2e/desk.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

ProcessEnd Fsck(const TestServer& server) {
  return RunWinnowd(server.folder(),
                    {"fsck", "--config", WriteFile(server.folder(), "winnowd.yaml", ""),
                     "--data-dir", server.data_dir()});
}

std::map<std::string, std::string> Contents(const std::string& dir) {
  std::map<std::string, std::string> contents;
  for (const auto& entry : fs::recursive_directory_iterator(dir)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    contents[entry.path().string()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return contents;
}

// Candidates, an open batch and a labelled one.
void Work(const TestServer& server) {
  Desk desk(server.NewChannel());
  desk.SetUpQueue();
  ASSERT_TRUE(desk.Upsert({0, 300}).ok());
  v1::RequestBatchResponse batch;
  ASSERT_TRUE(desk.RequestBatch({.max_items = 20}, &batch).ok());
  v1::SubmitLabelsResponse labels;
  ASSERT_TRUE(desk.LabelAll(batch, &labels).ok());
  ASSERT_TRUE(desk.RequestBatch({.max_items = 20}, &batch).ok());
}

TEST(Fsck, FindsNothingAfterAKillAndWritesNothing) {
  TestServer server;
  Work(server);
  EXPECT_EQ(Fsck(server).code, app::kExitCannotStart) << "the server runs";
  server.Kill();
  const auto before = Contents(server.data_dir());
  const ProcessEnd end = Fsck(server);
  EXPECT_EQ(end.code, app::kExitOk) << end.errors;
  EXPECT_EQ(Contents(server.data_dir()), before);
  server.Start();
  EXPECT_EQ(server.Stop().code, app::kExitOk);
}

TEST(Fsck, SaysWhatIsMissing) {
  TestServer server;
  Work(server);
  server.Kill();
  for (const auto& entry : fs::directory_iterator(server.data_dir() + "/db")) {
    if (entry.path().extension() == ".log") fs::resize_file(entry.path(), entry.file_size() / 2);
  }
  const auto before = Contents(server.data_dir());
  const ProcessEnd end = Fsck(server);
  EXPECT_EQ(end.code, app::kExitDataDamaged);
  EXPECT_THAT(end.errors, HasSubstr("acknowledged commits are missing"));
  EXPECT_EQ(Contents(server.data_dir()), before);
}

}  // namespace
}  // namespace winnow::testing
