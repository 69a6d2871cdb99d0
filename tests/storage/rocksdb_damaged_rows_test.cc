// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A table file is damaged while the engine is open: what it held is DATA_LOSS and never missing,
// the rest is there, and the scrub tells of it.
#include <rocksdb/db.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/rocksdb_scrub.h"
#include "tests/storage/rocksdb_bench.h"

namespace winnow::storage {
namespace {

using ::testing::HasSubstr;

constexpr int kRows = 60;
constexpr size_t kTrials = 60;  // places of a file that are damaged, one at a time

class DamagedRowsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    bench_.options().sync = false;  // what the files hold is the same, sooner
    ASSERT_TRUE(bench_.Reopen(1).ok());
    for (int i = 0; i < kRows; ++i) {
      const ShardHead head = *bench_.engine().Head(0);
      Commit commit;
      commit.fence = {0, head.epoch, head.last_seq};
      commit.puts = {{KeyOf(i), ValueOf(i)}};
      commit.leaves = {absl::StrCat("leaf ", i, std::string(300, 'l'))};
      ASSERT_EQ(bench_.engine().Commit(commit).outcome, Outcome::kCommitted);
    }
    const RocksdbHandles& handles = bench_.rocksdb().handles();
    ASSERT_TRUE(handles.db->Flush({}, {handles.heads, handles.rows, handles.leaves}).ok());
  }

  static std::string KeyOf(int i) { return TestKey(0, absl::StrCat("row", 100 + i)); }
  static std::string ValueOf(int i) { return absl::StrCat("value ", i, std::string(300, 'v')); }

  std::string TableOf(rocksdb::ColumnFamilyHandle* family) {
    rocksdb::ColumnFamilyMetaData meta;
    bench_.rocksdb().handles().db->GetColumnFamilyMetaData(family, &meta);
    for (const auto& level : meta.levels) {
      if (!level.files.empty()) return bench_.Path("db/" + level.files[0].relative_filename);
    }
    return "";
  }

  // For many places of a table: opens the engine, damages the file under it, and looks.
  void DamageEachPlace(const std::function<rocksdb::ColumnFamilyHandle*()>& family,
                       const std::function<void()>& look) {
    const std::string path = TableOf(family());
    std::ifstream file(path, std::ios::binary);
    const std::string whole{std::istreambuf_iterator<char>(file), {}};
    ASSERT_FALSE(whole.empty());
    for (size_t at = 0; at < whole.size(); at += whole.size() / kTrials + 1) {
      SCOPED_TRACE(absl::StrCat("byte ", at, " of ", whole.size()));
      ASSERT_TRUE(bench_.Reopen(1).ok());
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
      Write(path, damaged);
      look();
      Write(path, whole);
    }
    EXPECT_GT(refused_, kTrials / 4) << "or the damage was never met";
  }
  static void Write(const std::string& path, const std::string& content) {
    // In place: the engine has the file open.
    std::fstream(path, std::ios::binary | std::ios::in | std::ios::out) << content;
  }

  // Counts a refusal, which must be a DATA_LOSS with a next step.
  void ExpectDataLoss(const absl::Status& status) {
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("restore the newest backup"));
    ++refused_;
  }

  RocksdbBench bench_;
  size_t refused_ = 0;
};

TEST_F(DamagedRowsTest, AreDataLossOrThereForEachWayToReadThem) {
  DamageEachPlace([&] { return bench_.rocksdb().handles().rows; },
                  [&] {
                    for (int i = 0; i < kRows; ++i) {
                      const std::vector<std::string> keys = {KeyOf(i)};
                      const auto got = bench_.engine().Get(0, keys);
                      if (!got.ok()) {
                        ExpectDataLoss(got.status());
                      } else {
                        EXPECT_EQ(got->front(), ValueOf(i)) << "a stored row is there or refused";
                      }
                    }
                    const auto page =
                        bench_.engine().Scan(0, {}, {.rows = 2 * kRows, .bytes = 1 << 20});
                    if (!page.ok()) {
                      ExpectDataLoss(page.status());
                    } else {
                      EXPECT_EQ(page->rows.size(), size_t{kRows});
                    }
                    auto reader = bench_.engine().OpenBulk(0, {});
                    ASSERT_TRUE(reader.ok());
                    int rows = 0;
                    while ((*reader)->Next()) EXPECT_EQ((*reader)->value(), ValueOf(rows++));
                    if (rows < kRows) ExpectDataLoss((*reader)->status());
                  });
}

TEST_F(DamagedRowsTest, OfLeavesAreDataLoss) {
  DamageEachPlace([&] { return bench_.rocksdb().handles().leaves; },
                  [&] {
                    const auto leaves = bench_.engine().ReadLeaves(0, 0, 2 * kRows);
                    if (!leaves.ok()) {
                      ExpectDataLoss(leaves.status());
                    } else {
                      EXPECT_EQ(leaves->size(), size_t{kRows});
                    }
                  });
}

class ScrubTest : public DamagedRowsTest {
 protected:
  ScrubReport Scrub() {
    return ScrubTables(
        bench_.rocksdb().handles(),
        {.may_read =
             [&](uint64_t bytes) {
               read_ += bytes;
               return --reads_left_ >= 0;
             },
         .on_damage = [&](absl::string_view file,
                          const absl::Status& cause) { damaged_.emplace(file, cause); }});
  }

  int reads_left_ = 1'000'000;
  uint64_t read_ = 0;
  std::map<std::string, absl::Status> damaged_;
};

TEST_F(ScrubTest, ReadsEveryTableAndFindsNothingInWholeOnes) {
  const ScrubReport report = Scrub();
  EXPECT_TRUE(report.complete);
  EXPECT_EQ(report.files, 3u);
  EXPECT_EQ(report.damaged_files, 0u);
  EXPECT_GT(read_, 1000u);
}

TEST_F(ScrubTest, FindsDamageWhereverItIs) {
  const std::string path = TableOf(bench_.rocksdb().handles().rows);
  size_t found = 0;
  size_t places = 0;
  DamageEachPlace([&] { return bench_.rocksdb().handles().rows; },
                  [&] {
                    damaged_.clear();
                    const ScrubReport report = Scrub();
                    EXPECT_TRUE(report.complete);
                    EXPECT_GE(report.files, 3u) << "the others are read all the same";
                    EXPECT_EQ(report.damaged_files, damaged_.size());
                    ++places;
                    if (damaged_.empty()) return;
                    ++found;
                    EXPECT_EQ(damaged_.begin()->first, path);
                    ExpectDataLoss(damaged_.begin()->second);
                  });
  // The footer has a few bytes that mean nothing.
  EXPECT_GE(found + 3, places);
}

TEST_F(ScrubTest, EndsAtOnceWhenItMayNotRead) {
  reads_left_ = 1;
  const ScrubReport report = Scrub();
  EXPECT_FALSE(report.complete);
  EXPECT_EQ(report.damaged_files, 0u);
  EXPECT_EQ(report.files, 1u);
}

TEST_F(ScrubTest, PassesOverFilesThatACompactionTookAway) {
  rocksdb::DB* const db = bench_.rocksdb().handles().db;
  bool compacted = false;
  const ScrubReport report = ScrubTables(
      bench_.rocksdb().handles(),
      {.may_read =
           [&](uint64_t) {
             if (std::exchange(compacted, true)) return true;
             rocksdb::CompactRangeOptions force;
             force.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
             for (auto* family : {bench_.rocksdb().handles().heads, bench_.rocksdb().handles().rows,
                                  bench_.rocksdb().handles().leaves}) {
               EXPECT_TRUE(db->CompactRange(force, family, nullptr, nullptr).ok());
             }
             return true;
           },
       .on_damage = [](absl::string_view file,
                       const absl::Status& cause) { ADD_FAILURE() << file << cause; }});
  EXPECT_TRUE(report.complete);
  EXPECT_EQ(report.damaged_files, 0u);
}

}  // namespace
}  // namespace winnow::storage
