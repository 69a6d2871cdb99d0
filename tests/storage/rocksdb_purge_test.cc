// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Deleted means gone (storage.md E3): shown by a scan of every file, which is shown to find what is
// there.
#include "storage/rocksdb_purge.h"

#include <rocksdb/db.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/rocksdb_backup.h"
#include "storage/rocksdb_file_scan.h"
#include "tests/storage/rocksdb_bench.h"
#include "tests/testing/seed.h"

namespace winnow::storage {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMemtableBytes = size_t{64} << 10;
constexpr int kCommits = 150;
constexpr int64_t kNow = 1'700'000'000;

class PurgeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    bench_.options().sync = false;
    bench_.options().wait = [](absl::Duration) { std::this_thread::yield(); };
    bench_.options().testbed.memtable_bytes = kMemtableBytes;
    ASSERT_TRUE(bench_.Reopen(2).ok());
  }

  std::string RandomBytes(size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random_());
    return bytes;
  }
  // Unique, and compressed wherever RocksDB compresses.
  std::string RandomValue() { return RandomBytes(20) + std::string(random_() % 3000, 'v'); }

  // Commits to both shards; a third of what they write is replaced or deleted later.
  void Work(int commits) {
    for (int i = 0; i < commits; ++i) {
      Commit commit = Next(static_cast<ShardId>(i % 2));
      std::set<std::string> used;
      for (int row = 0; row < 8; ++row) {
        const bool known = !live_.empty() && random_() % 3 == 0;
        std::string key = TestKey(commit.fence.shard, RandomBytes(16));
        if (known)
          key = std::next(live_.begin(), static_cast<long>(random_() % live_.size()))->first;
        if (!absl::StartsWith(key, TestKey(commit.fence.shard, "")) || !used.insert(key).second) {
          continue;
        }
        if (known && random_() % 2 == 0) {
          Delete(key, &commit);
        } else {
          Put(key, RandomValue(), &commit);
        }
      }
      Must(commit);
    }
  }
  // The first and the last key of all tables are bounds of files, and go.
  void DeleteTheOutermost() {
    for (const ShardId shard : {ShardId{0}, ShardId{1}}) {
      const char edge = shard == 0 ? '\0' : '\xff';
      const std::string key = TestKey(shard, std::string(4, edge) + RandomBytes(16));
      Commit put = Next(shard);
      Put(key, RandomValue(), &put);
      Must(put);
      MustFlush();
      Commit gone = Next(shard);
      Delete(key, &gone);
      Must(gone);
    }
  }
  void MustFlush() {
    const RocksdbHandles& handles = bench_.rocksdb().handles();
    ASSERT_TRUE(handles.db->Flush({}, {handles.heads, handles.rows, handles.leaves}).ok());
  }

  Commit Next(ShardId shard) {
    const ShardHead head = *bench_.engine().Head(shard);
    Commit commit;
    commit.fence = {shard, head.epoch, head.last_seq};
    commit.leaves = {"leaf"};
    return commit;
  }
  void Must(const Commit& commit) {
    CommitResult result = bench_.engine().Commit(commit);
    // Small memtables hold writes back.
    while (absl::IsResourceExhausted(result.cause)) result = bench_.engine().Commit(commit);
    ASSERT_EQ(result.outcome, Outcome::kCommitted) << result.cause;
  }
  void Put(const std::string& key, const std::string& value, Commit* commit) {
    Forget(key);
    commit->puts.push_back({key, value});
    live_[key] = value;
    gone_.erase(Name(key));
  }
  void Delete(const std::string& key, Commit* commit) {
    Forget(key);
    commit->deletes.push_back(key);
    live_.erase(key);
    // A bound may be cut short behind what tells it from its neighbours.
    gone_.insert(Name(key));
    gone_.insert(Name(key).substr(0, 10));
  }
  void Forget(const std::string& key) {
    if (const auto it = live_.find(key); it != live_.end()) gone_.insert(it->second.substr(0, 20));
  }
  // What tells a key from others.
  static std::string Name(const std::string& key) { return key.substr(TestKey(0, "").size()); }

  std::vector<std::string> LiveStrings() const {
    std::vector<std::string> strings;
    for (const auto& [key, value] : live_) {
      strings.push_back(Name(key));
      strings.push_back(value.substr(0, 20));
    }
    return strings;
  }
  std::vector<std::string> GoneStrings() const { return {gone_.begin(), gone_.end()}; }

  ScanReport Scan(const std::string& dir, const std::vector<std::string>& strings) {
    const auto search = ByteSearch::Make(strings);
    EXPECT_TRUE(search.ok()) << search.status();
    rocksdb::DB* const db = bench_.rocksdb().handles().db;
    EXPECT_TRUE(db->PauseBackgroundWork().ok());
    auto report = ScanFiles(dir, *search);
    EXPECT_TRUE(db->ContinueBackgroundWork().ok());
    EXPECT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->unreadable, ::testing::IsEmpty());
    return *report;
  }
  void ExpectGone(const std::string& dir) {
    const ScanReport report = Scan(dir, GoneStrings());
    EXPECT_GE(report.files, 5u);
    for (const Sighting& sighting : report.sightings) ADD_FAILURE() << DescribeSighting(sighting);
  }
  void ExpectAllThere() {
    const std::vector<std::string> strings = LiveStrings();
    std::set<size_t> found;
    // A report has an end, so the strings come in portions.
    for (size_t from = 0; from < strings.size(); from += 100) {
      const size_t to = std::min(from + 100, strings.size());
      const auto at = [&](size_t i) { return strings.begin() + static_cast<long>(i); };
      for (const Sighting& sighting : Scan(bench_.Path(""), {at(from), at(to)}).sightings) {
        found.insert(from + sighting.string);
      }
    }
    EXPECT_EQ(found.size(), strings.size());
  }
  // The engine has the live rows and no others.
  void ExpectRows() {
    std::map<std::string, std::string> stored;
    for (const ShardId shard : {ShardId{0}, ShardId{1}}) {
      auto reader = bench_.engine().OpenBulk(shard, {});
      ASSERT_TRUE(reader.ok());
      while ((*reader)->Next()) stored.emplace((*reader)->key(), (*reader)->value());
      ASSERT_TRUE((*reader)->status().ok());
    }
    EXPECT_EQ(stored, live_);
  }
  absl::Status Purge() { return PurgeDeleted(bench_.rocksdb().handles()); }

  const uint32_t seed_ = winnow::testing::Seed();
  std::mt19937 random_{seed_};
  RocksdbBench bench_;
  winnow::testing::TempDir folder_;
  const std::string backups_ = folder_.Join("backups");
  std::map<std::string, std::string> live_;
  std::set<std::string> gone_;
};

// Where the scan found what is deleted: which kinds of files, and as what.
std::set<std::string> Places(const ScanReport& report) {
  std::set<std::string> places;
  for (const Sighting& sighting : report.sightings) {
    const fs::path path = sighting.file;
    const bool manifest = absl::StartsWith(path.filename().string(), "MANIFEST-");
    places.insert(absl::StrCat(manifest ? "MANIFEST" : path.extension().string(), " ",
                               static_cast<int>(sighting.form)));
  }
  return places;
}

std::string Place(const std::string& file, ScanForm form) {
  return absl::StrCat(file, " ", static_cast<int>(form));
}

TEST_F(PurgeTest, LeavesNothingDeletedInAnyFileAndAllThatLives) {
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed_));
  Work(kCommits);
  DeleteTheOutermost();
  const std::set<std::string> places = Places(Scan(bench_.Path(""), GoneStrings()));
  EXPECT_THAT(places,
              ::testing::IsSupersetOf(
                  {Place(".log", ScanForm::kBytes), Place(".log", ScanForm::kLogRecord),
                   Place("MANIFEST", ScanForm::kBytes), Place("MANIFEST", ScanForm::kLogRecord),
                   Place(".sst", ScanForm::kTableKey), Place(".sst", ScanForm::kTableValue),
                   Place(".sst", ScanForm::kTableIndex)}))
      << "or the test would prove nothing";
  ASSERT_TRUE(Purge().ok());
  ExpectGone(bench_.Path(""));
  ExpectAllThere();
  ExpectRows();
  ASSERT_TRUE(bench_.Reopen(2).ok());
  ExpectGone(bench_.Path(""));
  ExpectRows();
}

TEST_F(PurgeTest, LeavesNothingDeletedOfAnAlreadyBottomedDatabase) {
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed_));
  for (int round = 0; round < 3; ++round) {
    Work(20);
    DeleteTheOutermost();
    ASSERT_TRUE(Purge().ok()) << round;
    ExpectGone(bench_.Path(""));
    ExpectRows();
  }
}

TEST_F(PurgeTest, LosesNothingThatIsCommittedMeanwhile) {
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed_));
  Work(kCommits);
  const std::vector<std::string> gone = GoneStrings();
  std::atomic<bool> purged = false;
  absl::Status status;
  std::thread purge([&] {
    status = Purge();
    purged = true;
  });
  do {
    Work(5);
  } while (!purged);
  purge.join();
  ASSERT_TRUE(status.ok()) << status;
  ExpectRows();
  EXPECT_THAT(Scan(bench_.Path(""), gone).sightings, ::testing::IsEmpty());
}

// A read holds the files it began with.
TEST_F(PurgeTest, SaysThatALongReadHoldsWhatWasDeleted) {
  Work(20);
  DeleteTheOutermost();
  MustFlush();
  auto reader = bench_.engine().OpenBulk(0, {});
  ASSERT_TRUE(reader.ok());
  const absl::Status held = Purge();
  EXPECT_TRUE(absl::IsUnavailable(held)) << held;
  EXPECT_THAT(std::string(held.message()), ::testing::HasSubstr("purge again"));
  reader->reset();
  EXPECT_TRUE(Purge().ok());
  ExpectGone(bench_.Path(""));
}

// What a kill leaves behind is no live file, and is looked at by nobody but a scan.
TEST_F(PurgeTest, RemovesFilesThatACrashLeftBehind) {
  Work(40);
  DeleteTheOutermost();
  MustFlush();
  std::vector<fs::path> tables;
  for (const auto& entry : fs::directory_iterator(bench_.Path("db"))) {
    if (entry.path().extension() == ".sst") tables.push_back(entry.path());
  }
  ASSERT_FALSE(tables.empty());
  fs::copy_file(tables.front(), bench_.Path("db/000001.sst"));
  ASSERT_TRUE(Purge().ok());
  EXPECT_FALSE(fs::exists(bench_.Path("db/000001.sst")));
  ExpectGone(bench_.Path(""));
}

TEST_F(PurgeTest, TakesTheDeletedOutOfBackupsToo) {
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed_));
  for (int64_t made = kNow; made < kNow + 3; ++made) {
    Work(30);
    ASSERT_TRUE(CreateBackup(bench_.rocksdb(), {backups_, made, 100}).ok());
  }
  DeleteTheOutermost();
  ASSERT_TRUE(Purge().ok());
  const absl::Status early = DeleteBackupsBefore(backups_, kNow + 10);
  EXPECT_TRUE(absl::IsFailedPrecondition(early)) << early;
  EXPECT_EQ(ListBackups(backups_)->size(), 3u) << "none is deleted before there is a newer one";
  const auto newest = CreateBackup(bench_.rocksdb(), {backups_, kNow + 10, 100});
  ASSERT_TRUE(newest.ok()) << newest.status();
  EXPECT_FALSE(Scan(backups_, GoneStrings()).sightings.empty());
  ASSERT_TRUE(DeleteBackupsBefore(backups_, kNow + 10).ok());
  EXPECT_THAT(*ListBackups(backups_), ::testing::ElementsAre(newest->id));
  EXPECT_TRUE(VerifyBackup(backups_, newest->id).ok());
  ExpectGone(backups_);
  // What an interrupted backup left behind, with no old one to delete.
  const std::string shared = backups_ + "/engine/shared_checksum/";
  fs::copy_file(fs::directory_iterator(shared)->path(), shared + "000001_s1_1.sst");
  ASSERT_TRUE(DeleteBackupsBefore(backups_, kNow + 10).ok());
  EXPECT_FALSE(fs::exists(shared + "000001_s1_1.sst"));
}

}  // namespace
}  // namespace winnow::storage
