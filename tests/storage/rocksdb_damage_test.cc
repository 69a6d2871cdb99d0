// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Every kind of damage to every file of a folder: refuse or be complete, never silently short
// (storage.md E6).
#include <rocksdb/db.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/key.h"
#include "storage/rocksdb_engine.h"
#include "tests/storage/copy_as_original.h"
#include "tests/storage/rocksdb_bench.h"

namespace winnow::storage {
namespace {

namespace fs = std::filesystem;

constexpr int kCommits = 30;
constexpr size_t kCuts = 60;  // of a log

struct Damage {
  const char* name;
  std::function<void(std::string*)> apply;  // to the content of a file
};

std::vector<Damage> AllDamage() {
  return {
      {"emptied", [](std::string* bytes) { bytes->clear(); }},
      {"cut in half", [](std::string* bytes) { bytes->resize(bytes->size() / 2); }},
      {"cut by one byte", [](std::string* bytes) { bytes->resize(bytes->size() - 1); }},
      {"first byte flipped", [](std::string* bytes) { bytes->front() ^= 1; }},
      {"middle byte flipped", [](std::string* bytes) { (*bytes)[bytes->size() / 2] ^= 1; }},
      {"last byte flipped", [](std::string* bytes) { bytes->back() ^= 1; }},
      {"last quarter zeroed",
       [](std::string* bytes) {
         const size_t from = bytes->size() - (bytes->size() + 3) / 4;
         bytes->replace(from, std::string::npos, bytes->size() - from, '\0');
       }},
  };
}

class RocksdbDamageTest : public ::testing::Test {
 protected:
  // Rows and leaves in table files and in the write-ahead log.
  void SetUp() override {
    bench_.options().sync = false;  // what the files hold is the same, sooner
    ASSERT_TRUE(bench_.Reopen(2).ok());
    MustCommit(kCommits / 2);
    ASSERT_TRUE(bench_.Reopen(2).ok());
    MustCommit(kCommits / 2);
    ASSERT_TRUE(IsComplete());
    bench_.Close();
    for (const auto& entry : fs::recursive_directory_iterator(bench_.Path(""))) {
      if (!entry.is_regular_file() || entry.file_size() == 0) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      files_[entry.path().string()] = {std::istreambuf_iterator<char>(file), {}};
    }
  }

  std::string KeyOf(int number) {
    return KeyBuilder(0, Table::kCandidate).U64(static_cast<uint64_t>(number)).Take();
  }

  void MustCommit(int count) {
    for (int i = 0; i < count; ++i) {
      const ShardHead head = *bench_.engine().Head(0);
      Commit commit;
      commit.fence = {0, head.epoch, head.last_seq};
      commit.leaves = {std::string(200, 'l')};
      const int number = static_cast<int>(head.last_seq);
      commit.puts = {{KeyOf(number), std::to_string(number) + std::string(300, 'v')}};
      ASSERT_EQ(bench_.engine().Commit(commit).outcome, Outcome::kCommitted);
    }
  }

  // Whether every acknowledged row and leaf reads back. A read that fails tells its caller, so it
  // is not short.
  bool IsComplete() {
    const auto leaves = bench_.engine().ReadLeaves(0, 0, 1000);
    if (leaves.ok() && leaves->size() != kCommits) return false;
    auto reader = bench_.engine().OpenBulk(0, {});
    if (!reader.ok()) return true;
    int number = 0;
    while ((*reader)->Next()) {
      if ((*reader)->key() != KeyOf(number)) return false;
      if ((*reader)->value() != std::to_string(number) + std::string(300, 'v')) return false;
      ++number;
    }
    return number == kCommits || !(*reader)->status().ok();
  }

  // Makes the content of every file what it was. The files stay the files that they are: a folder
  // of others would be refused as a copy.
  void Restore() {
    bench_.Close();
    std::vector<fs::path> others;
    for (const auto& entry : fs::recursive_directory_iterator(bench_.Path(""))) {
      const bool is_file = entry.is_regular_file();
      if (is_file && files_.count(entry.path().string()) == 0) others.push_back(entry.path());
    }
    for (const fs::path& other : others) fs::remove(other);
    for (const auto& [path, content] : files_) Write(path, content);
  }
  static void Write(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  }

  void ExpectRefusedOrComplete(const std::string& what) {
    const absl::Status status = bench_.Reopen(2);
    ++(status.ok() ? opened_ : refused_);
    EXPECT_TRUE(!status.ok() || IsComplete()) << what;
  }

  RocksdbBench bench_;
  std::map<std::string, std::string> files_;
  int opened_ = 0;
  int refused_ = 0;
};

TEST_F(RocksdbDamageTest, IsRefusedOrWithoutEffectInEveryFile) {
  ASSERT_GE(files_.size(), 8u);
  for (const auto& [path, content] : files_) {
    const std::string name = fs::path(path).filename();
    for (const Damage& damage : AllDamage()) {
      Restore();
      std::string damaged = content;
      damage.apply(&damaged);
      Write(path, damaged);
      ExpectRefusedOrComplete(name + " " + damage.name);
    }
    Restore();
    const std::string aside = bench_.options().dir + "-aside";
    fs::rename(path, aside);
    ExpectRefusedOrComplete(name + " removed");
    bench_.Close();
    fs::rename(aside, path);
  }
  RecordProperty("refused", refused_);
  RecordProperty("without_effect", opened_);
  EXPECT_GT(refused_, opened_);
}

// The files that RocksDB takes for ended by a crash wherever they end.
TEST_F(RocksdbDamageTest, IsRefusedOrWithoutEffectWhereverALogEnds) {
  for (const auto& [path, content] : files_) {
    const std::string name = fs::path(path).filename();
    if (name.find("MANIFEST") != 0 && name.find(".log") == std::string::npos) continue;
    for (size_t size = 0; size < content.size(); size += 1 + content.size() / kCuts) {
      Restore();
      Write(path, content.substr(0, size));
      ExpectRefusedOrComplete(name + " cut to " + std::to_string(size));
    }
  }
  EXPECT_GT(refused_, opened_);
}

TEST_F(RocksdbDamageTest, AKillAfterAnyAcknowledgedCommitLosesNothing) {
  Restore();
  for (int i = 1; i <= 10; ++i) {
    ASSERT_TRUE(bench_.Reopen(2).ok());
    MustCommit(1);
    RocksdbBench after_kill;
    // A kill is a moment, a copy is not: nothing may be deleted meanwhile.
    rocksdb::DB* const db = bench_.rocksdb().handles().db;
    ASSERT_TRUE(db->PauseBackgroundWork().ok());
    ASSERT_TRUE(db->DisableFileDeletions().ok());
    ASSERT_TRUE(CopyAsOriginal(bench_.options().dir, after_kill.options().dir).ok());
    ASSERT_TRUE(db->EnableFileDeletions(/*force=*/true).ok());
    ASSERT_TRUE(db->ContinueBackgroundWork().ok());
    ASSERT_TRUE(after_kill.Reopen(2).ok());
    EXPECT_EQ(after_kill.engine().Head(0)->last_seq, static_cast<uint64_t>(kCommits + i));
    EXPECT_EQ(after_kill.engine().ReadLeaves(0, 0, 1000)->size(), kCommits + i);
  }
}

}  // namespace
}  // namespace winnow::storage
