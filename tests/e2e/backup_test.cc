// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Backups of a real server, made while it serves and when it does not, and what comes back
// (storage.md E3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "server/exit_codes.h"
#include "tests/e2e/desk.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class BackupVerbs : public ::testing::Test {
 protected:
  ProcessEnd Run(const std::string& verb, const std::string& data_dir,
                 std::vector<std::string> flags = {}) {
    const std::vector<std::string> all = {
        "backup",     verb,     "--config",     WriteFile(folder_, "winnowd.yaml", ""),
        "--data-dir", data_dir, "--backup-dir", dir_};
    flags.insert(flags.begin(), all.begin(), all.end());
    return RunWinnowd(folder_, flags);
  }
  // Flips a byte in the middle of a file of the engine.
  std::string DamageABackup() const {
    for (const auto& entry : fs::recursive_directory_iterator(dir_ + "/engine/private")) {
      if (!entry.is_regular_file() || entry.path().filename() == "CURRENT") continue;
      std::fstream file(entry.path(), std::ios::binary | std::ios::in | std::ios::out);
      const auto middle = static_cast<std::streamoff>(entry.file_size() / 2);
      file.seekg(middle);
      const char byte = static_cast<char>(file.get() ^ 1);
      file.seekp(middle);
      file.put(byte);
      return entry.path().filename().string();
    }
    return "";
  }

  TempDir folder_;
  const std::string dir_ = folder_.Join("backups");
};

// How many backups the server has made.
int Made(const TestServer& server) {
  const std::string metrics = server.Get("/metrics");
  const std::string name = "winnow_storage_backups_total{result=\"made\"} ";
  const size_t at = metrics.find(name);
  return at == std::string::npos ? 0 : std::stoi(metrics.substr(at + name.size()));
}

TEST_F(BackupVerbs, RestoreWhatAServerBackedUpWhileItServed) {
  TestServer server(
      {.config = "backup: {dir: " + dir_ + ", interval: 1s, keep: 2}\n", .flags = {}});
  Desk desk(server.NewChannel());
  desk.SetUpQueue();
  ASSERT_TRUE(desk.Upsert({0, 300}).ok());
  v1::RequestBatchResponse batch;
  ASSERT_TRUE(desk.RequestBatch({.max_items = 20}, &batch).ok());
  v1::SubmitLabelsResponse labels;
  ASSERT_TRUE(desk.LabelAll(batch, &labels).ok());
  // The one that ends next may have begun before the labels.
  const int enough = Made(server) + 2;
  for (uint64_t at = 300; Made(server) < enough; at += 50) {
    ASSERT_TRUE(desk.Upsert({at, at + 50}).ok());
  }
  server.Kill();
  fs::remove_all(server.data_dir());

  const ProcessEnd verified = Run("verify", server.data_dir());
  EXPECT_EQ(verified.code, app::kExitOk) << verified.errors;
  const ProcessEnd restored = Run("restore", server.data_dir());
  ASSERT_EQ(restored.code, app::kExitOk) << restored.errors;
  server.Start();
  Desk again(server.NewChannel());
  v1::QueueStatusResponse status;
  ASSERT_TRUE(again.Status(&status).ok());
  EXPECT_GE(status.candidates(), 300u);
  EXPECT_EQ(status.labeled(), 20u);
  v1::RequestBatchResponse next;
  ASSERT_TRUE(again.RequestBatch({.max_items = 20}, &next).ok());
  EXPECT_EQ(next.items_size(), 20);
  EXPECT_NE(next.lease().token(), batch.lease().token());
  EXPECT_EQ(server.Stop().code, app::kExitOk);
}

TEST_F(BackupVerbs, AreForAServerThatDoesNotRun) {
  TestServer server;
  Desk(server.NewChannel()).SetUpQueue();
  const ProcessEnd busy = Run("create", server.data_dir());
  EXPECT_EQ(busy.code, app::kExitCannotStart);
  EXPECT_THAT(busy.errors, HasSubstr("in use by another server"));
  ASSERT_EQ(server.Stop().code, app::kExitOk);
  const ProcessEnd made = Run("create", server.data_dir());
  EXPECT_EQ(made.code, app::kExitOk) << made.errors;
  const ProcessEnd full = Run("restore", server.data_dir());
  EXPECT_EQ(full.code, app::kExitCannotStart);
  EXPECT_THAT(full.errors, HasSubstr("is not empty"));
  EXPECT_EQ(Run("restore", folder_.Join("fresh")).code, app::kExitOk);
}

TEST_F(BackupVerbs, RefuseABackupThatIsDamagedOrNotThere) {
  const ProcessEnd none = Run("verify", folder_.Join("data"));
  EXPECT_EQ(none.code, app::kExitCannotStart) << none.errors;
  TestServer server;
  ASSERT_EQ(server.Stop().code, app::kExitOk);
  ASSERT_EQ(Run("create", server.data_dir()).code, app::kExitOk);
  const ProcessEnd unknown = Run("restore", folder_.Join("data"), {"--backup-id", "9"});
  EXPECT_EQ(unknown.code, app::kExitCannotStart) << unknown.errors;
  const std::string file = DamageABackup();
  for (const char* verb : {"verify", "restore"}) {
    const ProcessEnd end = Run(verb, folder_.Join("data"));
    EXPECT_EQ(end.code, app::kExitDataDamaged);
    EXPECT_THAT(end.errors, HasSubstr(file));
    EXPECT_FALSE(fs::exists(folder_.Join("data")));
  }
}

}  // namespace
}  // namespace winnow::testing
