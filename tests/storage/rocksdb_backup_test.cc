// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Backups of the RocksDB engine: what was acknowledged comes back, and what is damaged does not.
#include "storage/rocksdb_backup.h"

#include <rocksdb/db.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/storage/rocksdb_bench.h"

namespace winnow::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr int64_t kNow = 1'700'000'000;

std::vector<std::string> FilesBelow(const std::string& dir) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(dir)) {
    if (entry.is_regular_file() && entry.file_size() > 0) files.push_back(entry.path().string());
  }
  return files;
}

void FlipByte(const std::string& path, uint64_t offset) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekg(static_cast<std::streamoff>(offset));
  const char byte = static_cast<char>(file.get() ^ 0x20);
  file.seekp(static_cast<std::streamoff>(offset));
  file.put(byte);
}

class BackupTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(bench_.Reopen(2).ok()); }

  CommitResult CommitOne(ShardId shard, const std::string& row) {
    const ShardHead head = *bench_.engine().Head(shard);
    Commit commit;
    commit.fence = {shard, head.epoch, head.last_seq};
    commit.puts = {{TestKey(shard, row), std::string(200, 'v')}};
    commit.leaves = {"leaf " + row};
    commit.head_note = "note " + row;
    return bench_.engine().Commit(commit);
  }
  void MustCommit(int count, ShardId shard = 0) {
    for (int i = 0; i < count; ++i) {
      const CommitResult result = CommitOne(shard, "row" + std::to_string(++rows_));
      ASSERT_EQ(result.outcome, Outcome::kCommitted) << result.cause;
    }
  }
  BackupRecord MustBackUp(uint32_t keep = 100) {
    const auto record = CreateBackup(bench_.rocksdb(), {dir_, kNow, keep});
    EXPECT_TRUE(record.ok()) << record.status();
    return record.ok() ? *record : BackupRecord();
  }
  absl::Status Restore(uint32_t id) {
    return RestoreBackup({dir_, id, bench_.Path(""), kNow}).status();
  }
  // Takes the data folder away.
  void LoseFolder() {
    bench_.Close();
    fs::remove_all(bench_.Path(""));
  }
  size_t RowsOf(ShardId shard) {
    const auto page = bench_.engine().Scan(shard, {}, {.rows = 100'000, .bytes = 1 << 30});
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? page->rows.size() : 0;
  }

  RocksdbBench bench_;
  winnow::testing::TempDir folder_;
  const std::string dir_ = folder_.Join("backups");
  int rows_ = 0;
};

TEST_F(BackupTest, BringsBackWhatWasAcknowledgedBeforeIt) {
  MustCommit(20);
  MustCommit(3, 1);
  const BackupRecord record = MustBackUp();
  EXPECT_EQ(record.heads[0].head.last_seq, 20u);
  MustCommit(5);
  LoseFolder();
  ASSERT_TRUE(Restore(record.id).ok());
  ASSERT_TRUE(bench_.Reopen(2).ok());
  EXPECT_EQ(RowsOf(0), 20u);
  EXPECT_EQ(RowsOf(1), 3u);
  EXPECT_EQ(bench_.engine().ReadLeaves(0, 0, 100)->size(), 20u);
  EXPECT_EQ(bench_.engine().Head(1)->head_note, record.heads[1].head.head_note);
  ASSERT_EQ(bench_.rocksdb().origins().size(), 2u);
  const Origin& origin = bench_.rocksdb().origins()[1];
  EXPECT_EQ(origin.cause, Origin::Cause::kRestored);
  EXPECT_EQ(origin.kept, record.heads[1]);
  EXPECT_FALSE(origin.abandoned.has_value());
  MustCommit(2);
}

// storage.md E4: a token is an epoch and a counter, and the abandoned history may have used any
// epoch that came after the backup.
TEST_F(BackupTest, StartsEpochsThatTheAbandonedHistoryNeverHad) {
  MustCommit(1);
  const BackupRecord record = MustBackUp();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(bench_.Reopen(2).ok());
  const uint64_t abandoned = bench_.engine().Head(0)->epoch;
  LoseFolder();
  ASSERT_TRUE(Restore(record.id).ok());
  ASSERT_TRUE(bench_.Reopen(2).ok());
  EXPECT_GT(bench_.engine().Head(0)->epoch, abandoned);
  EXPECT_EQ(bench_.engine().Head(0)->epoch, static_cast<uint64_t>(kNow) + 1);
  // A second restore of what a restore began, with a clock that stands.
  const BackupRecord second = MustBackUp();
  LoseFolder();
  ASSERT_TRUE(Restore(second.id).ok());
  ASSERT_TRUE(bench_.Reopen(2).ok());
  EXPECT_EQ(bench_.engine().Head(0)->epoch, static_cast<uint64_t>(kNow) + 3);
}

TEST_F(BackupTest, IsWholeWhenItIsMadeWhileTheEngineServes) {
  MustCommit(50);
  std::thread writer([this] {
    for (int i = 0; i < 400; ++i) CommitOne(0, "busy" + std::to_string(i));
  });
  std::vector<BackupRecord> records;
  for (int i = 0; i < 5; ++i) records.push_back(MustBackUp());
  writer.join();
  for (const BackupRecord& record : records) {
    LoseFolder();
    ASSERT_TRUE(Restore(record.id).ok());
    ASSERT_TRUE(bench_.Reopen(2).ok());
    const uint64_t seq = bench_.engine().Head(0)->last_seq;
    EXPECT_GE(seq, record.heads[0].head.last_seq);
    EXPECT_EQ(RowsOf(0), seq);
  }
}

TEST_F(BackupTest, RefusesEveryFileWithAFlippedByteByItsName) {
  MustCommit(30);
  // A table file as well as a log.
  ASSERT_TRUE(bench_.rocksdb().handles().db->Flush({}, bench_.rocksdb().handles().rows).ok());
  MustCommit(3);
  const BackupRecord record = MustBackUp();
  LoseFolder();
  const std::vector<std::string> files = FilesBelow(dir_);
  ASSERT_GE(files.size(), 6u);
  for (const std::string& path : files) {
    const uint64_t size = fs::file_size(path);
    for (const uint64_t offset : {uint64_t{0}, size / 3, size / 2, size - 1}) {
      FlipByte(path, offset);
      const absl::Status verified = VerifyBackup(dir_, record.id).status();
      EXPECT_TRUE(absl::IsDataLoss(verified)) << path << " at " << offset << ": " << verified;
      EXPECT_THAT(std::string(verified.message()), HasSubstr(fs::path(path).filename().string()));
      EXPECT_TRUE(absl::IsDataLoss(Restore(record.id)));
      EXPECT_FALSE(fs::exists(bench_.Path("")));
      FlipByte(path, offset);
    }
    fs::rename(path, path + ".tmp");
    EXPECT_FALSE(VerifyBackup(dir_, record.id).ok()) << path;
    fs::rename(path + ".tmp", path);
  }
  EXPECT_TRUE(VerifyBackup(dir_, record.id).ok());
}

TEST_F(BackupTest, RefusesToRestoreIntoAFolderThatHoldsAnything) {
  MustCommit(1);
  const BackupRecord record = MustBackUp();
  EXPECT_TRUE(absl::IsFailedPrecondition(Restore(record.id)));
  LoseFolder();
  fs::create_directories(bench_.Path(""));
  std::ofstream(bench_.Path("thesis.txt")) << "do not touch";
  const absl::Status status = Restore(record.id);
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("is not empty"));
  EXPECT_EQ(std::distance(fs::directory_iterator(bench_.Path("")), {}), 1);
}

// The WINNOW file is the last that a restore writes.
TEST_F(BackupTest, ARestoreThatWasCutOffIsNoDataFolder) {
  MustCommit(3);
  const BackupRecord record = MustBackUp();
  LoseFolder();
  ASSERT_TRUE(Restore(record.id).ok());
  fs::remove(bench_.Path("WINNOW"));
  const absl::Status status = bench_.Reopen(2);
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
}

TEST_F(BackupTest, KeepsTheNewestAndDeletesTheRest) {
  for (int i = 0; i < 5; ++i) {
    MustCommit(1);
    MustBackUp(2);
  }
  EXPECT_THAT(*ListBackups(dir_), ::testing::ElementsAre(4u, 5u));
  EXPECT_TRUE(absl::IsNotFound(VerifyBackup(dir_, 1).status()));
  for (const uint32_t id : {4u, 5u}) EXPECT_TRUE(VerifyBackup(dir_, id).ok());
}

TEST_F(BackupTest, NeverCountsOneThatWasNotFinished) {
  MustCommit(1);
  MustBackUp();
  fs::remove(BackupRecordPath(dir_, 1));
  EXPECT_TRUE(absl::IsNotFound(VerifyBackup(dir_, 1).status()));
  EXPECT_TRUE(ListBackups(dir_)->empty());
  const BackupRecord next = MustBackUp(1);
  EXPECT_EQ(next.id, 2u);
  EXPECT_FALSE(fs::exists(BackupListPath(dir_, 1)));
}

TEST_F(BackupTest, RefusesFoldersOfOthers) {
  fs::create_directories(dir_);
  std::ofstream(dir_ + "/thesis.txt") << "do not touch";
  EXPECT_TRUE(absl::IsFailedPrecondition(CreateBackup(bench_.rocksdb(), {dir_, kNow, 1}).status()));
  fs::remove(dir_ + "/thesis.txt");
  MustBackUp();
  RocksdbBench other;
  other.options().database_id = "other-database";
  ASSERT_TRUE(other.Reopen(1).ok());
  const absl::Status status = CreateBackup(other.rocksdb(), {dir_, kNow, 1}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("another database"));
  EXPECT_TRUE(VerifyBackup(dir_, 1).ok());
}

}  // namespace
}  // namespace winnow::storage
