// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A folder of an older schema version, brought up by a migration that is killed at every step.
#include "storage/rocksdb_migration.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/faults/rocksdb_trial.h"
#include "tests/testing/seed.h"

namespace winnow::faults {
namespace {

using ::testing::HasSubstr;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A folder with commits, as the release of schema version 1 left it.
class OldFolder {
 public:
  explicit OldFolder(uint32_t seed) : trial_({seed, true}) {
    EXPECT_TRUE(trial_.Run(20));
    trial_.Close();
    std::string text = ReadFile(Marker());
    text.erase(text.find("head "));
    text = absl::StrReplaceAll(text, {{"schema 3", "schema 1"}});
    // Through the gate, so that the disk knows of it.
    EXPECT_TRUE(storage::ReplaceFile(Marker(), text, &trial_.disk()).ok());
  }

  std::string Marker() const { return absl::StrCat(dir(), "/WINNOW"); }
  std::string dir() const { return trial_.engine_options().dir; }
  RocksdbTrial& trial() { return trial_; }
  absl::StatusOr<storage::Migrated> Migrate() {
    // The leaves of the trial are none of the server's; server/shard tests what makes their tree.
    return storage::Migrate({trial_.engine_options(), [this](storage::RocksdbEngine&) {
                               ++trees_;
                               return absl::OkStatus();
                             }});
  }
  int trees() const { return trees_; }

 private:
  RocksdbTrial trial_;
  int trees_ = 0;
};

TEST(Migration, BringsAFolderOfTheFirstVersionToThisOne) {
  OldFolder old(winnow::testing::Seed());
  const absl::Status refused = storage::RocksdbEngine::Open(old.trial().engine_options()).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("then run winnowd migrate"));
  const auto migrated = old.Migrate();
  ASSERT_TRUE(migrated.ok()) << migrated.status();
  EXPECT_EQ(migrated->from, 1);
  EXPECT_EQ(migrated->to, storage::kSchemaVersion);
  const std::string text = ReadFile(old.Marker());
  EXPECT_EQ(old.trees(), 1);
  ASSERT_TRUE(old.Migrate().ok()) << "nothing is left to do";
  EXPECT_EQ(old.trees(), 1);
  EXPECT_EQ(ReadFile(old.Marker()), text);
  EXPECT_TRUE(old.trial().Check().clean());
}

TEST(Migration, KilledAtAnyStepIsRunAgain) {
  const uint32_t seed = winnow::testing::Seed();
  uint64_t kills = 0;
  for (const TearMode mode : kTearModes) {
    for (uint64_t step = 1;; ++step) {
      SCOPED_TRACE(absl::StrCat("step ", step, ", WINNOW_TEST_SEED=", seed));
      OldFolder old(seed);
      old.trial().disk().Arm({old.trial().disk().steps() + step, Fault::Kind::kCrash});
      if (old.Migrate().ok()) break;
      ++kills;
      old.trial().Reboot(mode);
      ASSERT_TRUE(old.Migrate().ok());
      ASSERT_TRUE(old.trial().Check().clean());
    }
  }
  EXPECT_GE(kills, 4 * std::size(kTearModes)) << "a file is created, written, synced and renamed";
}

TEST(Migration, LeavesAFolderOfALaterVersionAlone) {
  OldFolder old(winnow::testing::Seed());
  const std::string text = absl::StrReplaceAll(ReadFile(old.Marker()), {{"schema 1", "schema 7"}});
  std::ofstream(old.Marker(), std::ios::binary) << text;
  const absl::Status status = old.Migrate().status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("start the release that wrote the folder"));
  EXPECT_EQ(ReadFile(old.Marker()), text);
}

// The steps have no gap, so that every older folder has a way here.
TEST(Migration, HasAStepForEachVersion) {
  int version = 1;
  for (const storage::Migration& step : storage::Migrations()) EXPECT_EQ(step.to, ++version);
  EXPECT_EQ(version, storage::kSchemaVersion);
}

}  // namespace
}  // namespace winnow::faults
