// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Data folders that are not the whole truth: refused, and where an operator lets go of what may be
// missing, that stands in the audit log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "server/exit_codes.h"
#include "storage/rocksdb_engine.h"
#include "tests/e2e/desk.h"
#include "tests/testing/test_server.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// Candidates and a batch.
void Work(const TestServer& server) {
  Desk desk(server.NewChannel());
  desk.SetUpQueue();
  ASSERT_TRUE(desk.Upsert({0, 100}).ok());
  v1::RequestBatchResponse batch;
  ASSERT_TRUE(desk.RequestBatch({.max_items = 10}, &batch).ok());
}

std::vector<storage::v1::LeafRecord> LeavesOf(const std::string& dir) {
  storage::RocksdbOptions options;
  options.dir = dir;
  options.read_only = true;
  options.wait = [](absl::Duration) {};
  const auto engine = storage::RocksdbEngine::Open(options);
  EXPECT_TRUE(engine.ok()) << engine.status();
  const auto leaves = (*engine)->ReadLeaves(0, 0, 100'000);
  EXPECT_TRUE(leaves.ok()) << leaves.status();
  std::vector<storage::v1::LeafRecord> records(leaves->size());
  for (size_t i = 0; i < leaves->size(); ++i) {
    EXPECT_TRUE(records[i].ParseFromString((*leaves)[i].bytes));
  }
  return records;
}

// Copies the folder of a server that does not run, and puts the copy in its place.
void PutBackCopy(const TestServer& server) {
  const std::string old = server.folder().Join("old");
  fs::rename(server.data_dir(), old);
  fs::copy(old, server.data_dir(), fs::copy_options::recursive);
}

ProcessEnd RunOn(const TestServer& server, std::vector<std::string> flags) {
  return RunOnFolderOf(server, flags);
}

TEST(Origin, OfACopyThatIsAcceptedStandsInTheAuditLogOnce) {
  TestServer server;
  Work(server);
  ASSERT_EQ(server.Stop().code, app::kExitOk);
  PutBackCopy(server);
  const ProcessEnd refused = RunOn(server, {});
  EXPECT_EQ(refused.code, app::kExitDataDamaged);
  EXPECT_THAT(refused.errors, HasSubstr("the data folder is a copy"));
  EXPECT_THAT(refused.errors, HasSubstr("--accept-loss"));

  server.Start({"--accept-loss"});
  server.Kill();
  server.Start();
  server.Kill();
  uint64_t epoch = 0;
  int found = 0;
  for (const storage::v1::LeafRecord& leaf : LeavesOf(server.data_dir())) {
    EXPECT_GE(leaf.epoch(), epoch);
    epoch = leaf.epoch();
    if (leaf.decision() != "LOSS_ACCEPTED") continue;
    ++found;
    EXPECT_EQ(leaf.method(), "Start");
    EXPECT_EQ(leaf.object(), "shards/0");
    EXPECT_GT(leaf.epoch(), 1'700'000'000u) << "beyond every epoch of what was abandoned";
  }
  EXPECT_EQ(found, 1);
}

}  // namespace
}  // namespace winnow::testing
