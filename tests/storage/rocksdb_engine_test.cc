// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What the RocksDB engine promises beyond the seam (storage.md E3).
#include "storage/rocksdb_engine.h"

#include <rocksdb/db.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/key.h"
#include "tests/storage/rocksdb_bench.h"
#include "tests/storage/write_failure.h"

namespace winnow::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteFile(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

class RocksdbEngineTest : public ::testing::Test {
 protected:
  void SetUp() override { Reopen(); }

  void Reopen(uint32_t shards = 2) {
    const absl::Status status = bench_.Reopen(shards);
    ASSERT_TRUE(status.ok()) << status;
  }
  // Closes the engine and expects that it does not open.
  void ExpectRefusal(absl::StatusCode code, const std::string& text) {
    const absl::Status status = bench_.Reopen(2);
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(text));
  }
  Commit NextCommit(ShardId shard) {
    const ShardHead head = *bench_.engine().Head(shard);
    Commit commit;
    commit.fence = {shard, head.epoch, head.last_seq};
    commit.leaves = {"leaf"};
    commit.head_note = "note " + std::to_string(head.last_seq + 1);
    const std::string row = "row" + std::to_string(head.last_seq + 1);
    commit.puts = {{KeyBuilder(shard, Table::kCandidate).Take() + row, std::string(100, 'v')}};
    return commit;
  }
  void MustCommit(int count, ShardId shard = 0) {
    for (int i = 0; i < count; ++i) {
      const CommitResult result = bench_.engine().Commit(NextCommit(shard));
      ASSERT_EQ(result.outcome, Outcome::kCommitted) << result.cause;
    }
  }
  // The newest write-ahead log.
  std::string WalPath() {
    std::string newest;
    for (const auto& entry : fs::directory_iterator(bench_.Path("db"))) {
      if (entry.path().extension() == ".log") newest = std::max(newest, entry.path().string());
    }
    return newest;
  }

  RocksdbBench bench_;
};

// E3: RocksDB alone opens such a folder fine and is silently short.
TEST_F(RocksdbEngineTest, RefusesADatabaseThatLostItsTail) {
  MustCommit(10);
  bench_.Close();
  const uintmax_t size = fs::file_size(WalPath());
  fs::resize_file(WalPath(), size - size / 3);
  ExpectRefusal(absl::StatusCode::kDataLoss, "acknowledged commits are missing");
}

TEST_F(RocksdbEngineTest, GoesOnWithoutTheTailWhereTheLossIsAccepted) {
  MustCommit(10);
  const ShardHead before = *bench_.engine().Head(0);
  bench_.Close();
  const uintmax_t size = fs::file_size(WalPath());
  fs::resize_file(WalPath(), size - size / 3);
  bench_.options().loss = {true, 1'700'000'000};
  Reopen();
  const ShardHead after = *bench_.engine().Head(0);
  EXPECT_EQ(after.epoch, 1'700'000'000u);
  EXPECT_LT(after.last_seq, 10u);
  bench_.options().loss = {};
  for (uint64_t epoch = after.epoch; epoch < after.epoch + 3; ++epoch) {
    EXPECT_EQ(bench_.engine().Head(0)->epoch, epoch);
    ASSERT_EQ(bench_.rocksdb().origins().size(), 1u) << "reported until a commit can tell of it";
    const Origin& loss = bench_.rocksdb().origins()[0];
    EXPECT_EQ(loss.cause, Origin::Cause::kLossAccepted);
    EXPECT_EQ(loss.kept.shard, 0);
    EXPECT_EQ(loss.abandoned->last_seq, 10u);
    EXPECT_EQ(loss.abandoned->head_note, before.head_note);
    EXPECT_EQ(loss.kept.head.last_seq, after.last_seq);
    MustCommit(1, /*shard=*/1);
    Reopen();
  }
  MustCommit(1);
  Reopen();
  EXPECT_TRUE(bench_.rocksdb().origins().empty());
}

// Everything in it agrees with itself, and it may be a day old.
TEST_F(RocksdbEngineTest, RefusesACopyOfTheWholeFolder) {
  MustCommit(2);
  bench_.Close();
  const std::string original = bench_.options().dir;
  bench_.options().dir = bench_.Path("../copy");
  fs::copy(original, bench_.options().dir, fs::copy_options::recursive);
  ExpectRefusal(absl::StatusCode::kDataLoss, "the data folder is a copy");
  bench_.options().read_only = true;
  bench_.options().create_if_missing = false;
  Reopen();
  bench_.Close();
  bench_.options().read_only = false;
  bench_.options().loss = {true, 1'700'000'000};
  Reopen();
  EXPECT_EQ(bench_.engine().Head(0)->epoch, 1'700'000'000u);
  EXPECT_EQ(bench_.rocksdb().origins().size(), 2u);
  bench_.options().loss = {};
  Reopen();
  // Put back where the original was, under its names.
  bench_.Close();
  const std::string aside = original + "-aside";
  fs::rename(original, aside);
  fs::copy(aside, original, fs::copy_options::recursive);
  bench_.options().dir = original;
  ExpectRefusal(absl::StatusCode::kDataLoss, "the data folder is a copy");
  fs::remove_all(original);
  fs::rename(aside, original);
  Reopen();
}

// A crash after the write-ahead log was synced and before the slot was.
TEST_F(RocksdbEngineTest, BringsHeadUpWhereTheDatabaseIsAhead) {
  MustCommit(3);
  const std::string head = ReadFile(bench_.Path("HEAD"));
  MustCommit(1);
  bench_.Close();
  WriteFile(bench_.Path("HEAD"), head);
  Reopen();
  EXPECT_EQ(bench_.engine().Head(0)->last_seq, 4u);
  Reopen();
  EXPECT_EQ(bench_.engine().Head(0)->last_seq, 4u);
}

TEST_F(RocksdbEngineTest, AcceptsNoLossWhereNothingIsLost) {
  MustCommit(3);
  const uint64_t epoch = bench_.engine().Head(0)->epoch;
  bench_.options().loss = {true, 1'700'000'000};
  ExpectRefusal(absl::StatusCode::kInvalidArgument, "start without --accept-loss");
  bench_.options().loss = {};
  Reopen();
  EXPECT_EQ(bench_.engine().Head(0)->epoch, epoch + 1);
}

TEST_F(RocksdbEngineTest, AdoptsTheBallastOfItsFolder) {
  bench_.Close();
  Ballast earlier(bench_.Path(""), 1 << 20);
  ASSERT_TRUE(earlier.Make().ok());
  Ballast ballast(bench_.Path(""), 1 << 20);
  bench_.options().ballast = &ballast;
  Reopen();
  EXPECT_EQ(ballast.held(), uint64_t{1} << 20);
  bench_.Close();
}

TEST_F(RocksdbEngineTest, RefusesAnOlderCopyOfTheDatabase) {
  MustCommit(2);
  bench_.Close();
  fs::copy(bench_.Path("db"), bench_.Path("../copy"), fs::copy_options::recursive);
  Reopen();
  bench_.Close();
  fs::remove_all(bench_.Path("db"));
  fs::rename(bench_.Path("../copy"), bench_.Path("db"));
  ExpectRefusal(absl::StatusCode::kDataLoss, "HEAD of the later epoch");
}

TEST_F(RocksdbEngineTest, RefusesAFolderWithoutHead) {
  MustCommit(1);
  bench_.Close();
  fs::remove(bench_.Path("HEAD"));
  ExpectRefusal(absl::StatusCode::kDataLoss, "HEAD is missing");
  bench_.options().loss = {true, 1'700'000'000};
  Reopen();
  EXPECT_EQ(bench_.engine().Head(0)->last_seq, 1u);
  EXPECT_EQ(bench_.engine().Head(0)->epoch, 1'700'000'000u);
  EXPECT_FALSE(bench_.rocksdb().origins()[0].abandoned.has_value());
  bench_.options().loss = {};
  Reopen();
}

TEST_F(RocksdbEngineTest, RefusesAFolderWithoutItsDatabase) {
  MustCommit(1);
  bench_.Close();
  fs::remove_all(bench_.Path("db"));
  ExpectRefusal(absl::StatusCode::kDataLoss, "restore the newest backup");
  fs::create_directory(bench_.Path("db"));
  ExpectRefusal(absl::StatusCode::kDataLoss, "restore the newest backup");
}

TEST_F(RocksdbEngineTest, RefusesAFolderOfAnotherSchemaVersion) {
  bench_.Close();
  std::string format = ReadFile(bench_.Path("WINNOW"));
  format.replace(format.find("schema 3"), 8, "schema 7");
  WriteFile(bench_.Path("WINNOW"), format);
  ExpectRefusal(absl::StatusCode::kFailedPrecondition,
                "has schema version 7, this server reads version 3; start the release");
}

TEST_F(RocksdbEngineTest, RefusesADamagedFormatFile) {
  bench_.Close();
  for (const std::string& content :
       {std::string(), std::string("winnow data folder\nschema 1\n"), std::string(2 << 20, 'x')}) {
    WriteFile(bench_.Path("WINNOW"), content);
    EXPECT_FALSE(bench_.Reopen(2).ok());
  }
}

TEST_F(RocksdbEngineTest, RefusesAFolderThatIsNotOurs) {
  bench_.Close();
  fs::remove_all(bench_.Path(""));
  fs::create_directories(bench_.Path(""));
  WriteFile(bench_.Path("thesis.txt"), "do not touch");
  ExpectRefusal(absl::StatusCode::kFailedPrecondition, "is not a Winnow data folder");
  EXPECT_EQ(std::distance(fs::directory_iterator(bench_.Path("")), {}), 1);
}

TEST_F(RocksdbEngineTest, RefusesPartsOfDifferentFolders) {
  MustCommit(1);
  bench_.Close();
  RocksdbBench other;
  other.options().database_id = "other-database";
  ASSERT_TRUE(other.Reopen(2).ok());
  other.Close();
  const std::string head = ReadFile(bench_.Path("HEAD"));
  WriteFile(bench_.Path("HEAD"), ReadFile(other.Path("HEAD")));
  ExpectRefusal(absl::StatusCode::kFailedPrecondition, "belongs to another database");
  WriteFile(bench_.Path("HEAD"), head);
  fs::remove_all(bench_.Path("db"));
  fs::copy(other.Path("db"), bench_.Path("db"), fs::copy_options::recursive);
  ExpectRefusal(absl::StatusCode::kFailedPrecondition, "are of different folders");
}

TEST_F(RocksdbEngineTest, RefusesASecondServerOnTheFolder) {
  const auto second = RocksdbEngine::Open(bench_.options());
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status()));
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("in use by another server"));
  MustCommit(1);
}

TEST_F(RocksdbEngineTest, CreatesAFolderOnlyWhereItIsToldTo) {
  RocksdbBench fresh;
  fresh.options().create_if_missing = false;
  EXPECT_TRUE(absl::IsNotFound(fresh.Reopen(1)));
  EXPECT_FALSE(fs::exists(fresh.Path("")));
  fresh.options().create_if_missing = true;
  fresh.options().database_id = "not / an id";
  EXPECT_TRUE(absl::IsInvalidArgument(fresh.Reopen(1)));
  EXPECT_FALSE(fs::exists(fresh.Path("")));
}

// Nothing was acknowledged before the first open returned, so a creation that a crash cut short
// starts over.
TEST_F(RocksdbEngineTest, FinishesAnInterruptedCreation) {
  bench_.Close();
  std::string format = ReadFile(bench_.Path("WINNOW"));
  format.replace(format.find("state ready"), 11, "state creating");
  for (const std::string missing : {"", "HEAD", "db", "LOCK"}) {
    WriteFile(bench_.Path("WINNOW"), format);
    if (!missing.empty()) fs::remove_all(bench_.Path(missing));
    Reopen();
    EXPECT_EQ(bench_.engine().Head(1)->last_seq, 0u);
    bench_.Close();
  }
}

TEST_F(RocksdbEngineTest, ChecksItsOptions) {
  RocksdbOptions options = bench_.options();
  options.shards = 0;
  EXPECT_TRUE(absl::IsInvalidArgument(RocksdbEngine::Open(options).status()));
  options.shards = 65537;
  EXPECT_TRUE(absl::IsInvalidArgument(RocksdbEngine::Open(options).status()));
  options = bench_.options();
  options.wait = nullptr;
  EXPECT_TRUE(absl::IsInvalidArgument(RocksdbEngine::Open(options).status()));
  options = bench_.options();
  options.loss = {true, 0};
  EXPECT_TRUE(absl::IsInvalidArgument(RocksdbEngine::Open(options).status()));
}

// A failed slot comes after a synced write-ahead log: the commit is in doubt, and there at the next
// open.
TEST_F(RocksdbEngineTest, AFailedHeadSlotMakesTheCommitUnknown) {
  MustCommit(1);
  const Commit commit = NextCommit(1);
  {
    // The write-ahead log has room under the limit; slots of shard 1 lie beyond it.
    const WriteFailure failure(1024);
    const CommitResult result = bench_.engine().Commit(commit);
    ASSERT_EQ(result.outcome, Outcome::kUnknown) << result.cause;
    EXPECT_EQ(result.last_seq, 0u);
  }
  EXPECT_EQ(bench_.engine().Head(1)->last_seq, 0u);
  EXPECT_EQ(bench_.engine().Commit(NextCommit(0)).outcome, Outcome::kUnknown);
  Reopen();
  EXPECT_EQ(bench_.engine().Head(1)->last_seq, 1u);
  MustCommit(1, 1);
}

TEST_F(RocksdbEngineTest, TellsItsState) {
  MustCommit(5);
  const auto state = bench_.rocksdb().Inspect();
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_GT(state->live_bytes, 500u);
  EXPECT_GT(state->disk_free_bytes, 0u);
  EXPECT_EQ(state->background_errors, 0u);
  EXPECT_FALSE(state->write_stopped);
  EXPECT_FALSE(state->failed);
}

}  // namespace
}  // namespace winnow::storage
