// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The scan of files knows what they mean, and says where it does not. That it finds what is deleted
// and not yet gone is shown by the test of the purge.
#include "storage/rocksdb_file_scan.h"

#include <rocksdb/db.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/storage/rocksdb_bench.h"
#include "tests/testing/seed.h"

namespace winnow::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FileScanTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(bench_.Reopen(1).ok()); }

  std::string RandomBytes(size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random_());
    return bytes;
  }
  void MustPut(const std::string& row, const std::string& value) {
    const ShardHead head = *bench_.engine().Head(0);
    Commit commit;
    commit.fence = {0, head.epoch, head.last_seq};
    commit.puts = {{TestKey(0, row), value}};
    commit.leaves = {"leaf"};
    ASSERT_EQ(bench_.engine().Commit(commit).outcome, Outcome::kCommitted);
  }
  // Closes the engine with all rows in one table file, and returns its path.
  std::string MakeTable() {
    const RocksdbHandles& handles = bench_.rocksdb().handles();
    EXPECT_TRUE(handles.db->Flush({}, handles.rows).ok());
    rocksdb::ColumnFamilyMetaData meta;
    handles.db->GetColumnFamilyMetaData(handles.rows, &meta);
    std::string name;
    for (const auto& level : meta.levels) {
      for (const auto& file : level.files) name = file.relative_filename;
    }
    bench_.Close();
    return bench_.Path("db/" + name);
  }
  ScanReport Scan(const std::vector<std::string>& strings) {
    const auto report = ScanFiles(bench_.Path(""), *ByteSearch::Make(strings));
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *report : ScanReport();
  }

  std::mt19937 random_{winnow::testing::Seed()};
  RocksdbBench bench_;
};

// A string that is longer than a block of a log is nowhere in one piece.
TEST_F(FileScanTest, PutsRecordsTogetherThatALogHoldsInPieces) {
  const std::string value = RandomBytes(50'000);
  MustPut("row", value);
  const ScanReport report = Scan({value.substr(100, 40'000)});
  ASSERT_EQ(report.sightings.size(), 1u);
  EXPECT_EQ(report.sightings[0].form, ScanForm::kLogRecord);
  EXPECT_THAT(DescribeSighting(report.sightings[0]), HasSubstr(".log: string 1 is there"));
}

TEST_F(FileScanTest, InflatesTablesAndWritesTheirKeysOut) {
  // Keys that share their beginnings, of which a block holds the ends alone.
  const std::string shared = RandomBytes(30);
  for (int i = 0; i < 200; ++i) {
    MustPut(absl::StrCat(shared, 1000 + i), absl::StrCat("value ", i, std::string(500, 'v')));
  }
  const std::string table = MakeTable();
  const std::string value = absl::StrCat("value 77", std::string(500, 'v'));
  std::vector<ScanForm> forms;
  for (const Sighting& sighting : Scan({absl::StrCat(shared, 1077), value}).sightings) {
    if (sighting.file == table) forms.push_back(sighting.form);
  }
  EXPECT_THAT(forms, ::testing::IsSupersetOf({ScanForm::kTableKey, ScanForm::kTableValue}));
}

TEST_F(FileScanTest, LooksIntoFilesOfAnyName) {
  fs::create_directories(bench_.Path("left/behind"));
  std::ofstream(bench_.Path("left/behind/notes.txt")) << std::string(3 << 20, ' ') << "a needle";
  const ScanReport report = Scan({"needle"});
  ASSERT_EQ(report.sightings.size(), 1u);
  EXPECT_EQ(report.sightings[0].offset, (3u << 20) + 2);
}

// What cannot be read as what it should be proves nothing, and is not passed over.
TEST_F(FileScanTest, NamesTheFilesWhoseMeaningItDoesNotKnow) {
  for (int i = 0; i < 200; ++i) MustPut(absl::StrCat("row", i), RandomBytes(300));
  const std::string table = MakeTable();
  EXPECT_THAT(Scan({"needle"}).unreadable, IsEmpty());
  const uint64_t size = fs::file_size(table);
  for (const uint64_t cut : {size - 1, size - 60, size / 2, uint64_t{1}, uint64_t{0}}) {
    fs::resize_file(table, cut);
    EXPECT_THAT(Scan({"needle"}).unreadable, ElementsAre(HasSubstr(table))) << cut;
  }
  fs::remove(table);
  std::ofstream(bench_.Path("db/000001.log"), std::ios::binary) << std::string(100'000, '\x7f');
  EXPECT_THAT(Scan({"needle"}).unreadable, ElementsAre(HasSubstr("000001.log")));
}

// Entries that its index lost would not be looked at.
TEST_F(FileScanTest, NamesATableThatHasNotAsManyEntriesAsItSays) {
  for (int i = 0; i < 200; ++i) MustPut(absl::StrCat("row", i), "value");
  const std::string table = MakeTable();
  std::ifstream file(table, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const size_t at = bytes.find("entries\xc8\x01");  // 200, in the properties
  ASSERT_NE(at, std::string::npos);
  ++bytes[at + std::string("entries").size()];
  std::ofstream(table, std::ios::binary | std::ios::trunc) << bytes;
  EXPECT_THAT(Scan({"needle"}).unreadable, ElementsAre(HasSubstr("the number of entries")));
}

TEST_F(FileScanTest, SurvivesAnyDamageToATable) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  std::mt19937 random(seed);
  for (int i = 0; i < 100; ++i) MustPut(absl::StrCat("row", i), RandomBytes(100));
  const std::string table = MakeTable();
  std::ifstream file(table, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  int unreadable = 0;
  for (int i = 0; i < 500; ++i) {
    std::string damaged = whole;
    // Sooner at the end, where the handles and the index are.
    const size_t back = random() % (i % 2 == 0 ? 1500 : whole.size());
    for (size_t j = random() % 8 + 1; j > 0; --j) {
      damaged[damaged.size() - 1 - (back + j) % damaged.size()] = static_cast<char>(random());
    }
    std::ofstream(table, std::ios::binary | std::ios::trunc) << damaged;
    unreadable += Scan({"needle"}).unreadable.empty() ? 0 : 1;
  }
  EXPECT_GT(unreadable, 50);
}

TEST_F(FileScanTest, RefusesAFolderThatIsNotThere) {
  EXPECT_TRUE(
      absl::IsNotFound(ScanFiles(bench_.Path("nowhere"), *ByteSearch::Make({"needle"})).status()));
}

}  // namespace
}  // namespace winnow::storage
