// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/fault_disk.h"

#include <fcntl.h>

#include <filesystem>
#include <random>
#include <string>

#include "gtest/gtest.h"
#include "storage/file_io.h"
#include "tests/testing/seed.h"
#include "tests/testing/temp_dir.h"

namespace winnow::faults {
namespace {

namespace fs = std::filesystem;
using storage::OpenFile;
using storage::ReadWholeFile;

class FaultDiskTest : public ::testing::Test {
 protected:
  OpenFile MustOpen(const std::string& name) {
    auto file = OpenFile::Open(folder_.Join(name), O_RDWR | O_CREAT, &disk_);
    EXPECT_TRUE(file.ok()) << file.status();
    return *std::move(file);
  }
  // A durable file that holds `content`.
  void MustKeep(const std::string& name, const std::string& content) {
    const OpenFile file = MustOpen(name);
    ASSERT_TRUE(file.WriteAt(0, content).ok() && file.Sync().ok());
    ASSERT_TRUE(storage::SyncFolder(folder_.path(), &disk_).ok());
  }
  std::string Content(const std::string& name) { return *ReadWholeFile(folder_.Join(name)); }

  winnow::testing::TempDir folder_;
  FaultDisk disk_{folder_.path()};
  std::mt19937 random_{winnow::testing::Seed()};
};

TEST_F(FaultDiskTest, WhatIsSyncedOutlivesEveryPowerLoss) {
  MustKeep("kept", "content");
  for (const TearMode mode : kTearModes) {
    disk_.Reboot(mode, &random_);
    EXPECT_EQ(Content("kept"), "content");
  }
}

TEST_F(FaultDiskTest, UnsyncedBytesAreDropped) {
  MustKeep("file", "old");
  ASSERT_TRUE(MustOpen("file").WriteAt(3, "new").ok());
  EXPECT_EQ(Content("file"), "oldnew");
  disk_.Reboot(TearMode::kDropAll, &random_);
  EXPECT_EQ(Content("file"), "old");
}

TEST_F(FaultDiskTest, UnsyncedBytesAreTornAtAnyByte) {
  for (int i = 0; i < 20; ++i) {
    MustKeep("file", "");
    ASSERT_TRUE(MustOpen("file").WriteAt(0, "0123456789").ok());
    disk_.Reboot(TearMode::kTornPrefix, &random_);
    EXPECT_EQ(std::string("0123456789").find(Content("file")), 0u);
    fs::remove(folder_.Join("file"));
    disk_.Reboot(TearMode::kDropAll, &random_);
  }
}

TEST_F(FaultDiskTest, UnsyncedPagesAreOldNewOrZero) {
  const std::string old(2 * 4096, 'o');
  MustKeep("file", old);
  ASSERT_TRUE(MustOpen("file").WriteAt(0, std::string(4 * 4096, 'n')).ok());
  disk_.Reboot(TearMode::kTornPages, &random_);
  const std::string torn = Content("file");
  ASSERT_EQ(torn.size() % 4096, 0u);
  for (size_t page = 0; page < torn.size(); page += 4096) {
    const std::string other(4096, page < old.size() ? 'o' : '\0');
    const std::string content = torn.substr(page, 4096);
    EXPECT_TRUE(content == other || content == std::string(4096, 'n')) << page;
  }
}

TEST_F(FaultDiskTest, NamesOfAnUnsyncedFolderAreLost) {
  MustKeep("old", "content");
  ASSERT_TRUE(
      disk_.Enter({storage::DiskStep::Kind::kRename, folder_.Join("old"), folder_.Join("renamed")})
          .ok());
  ASSERT_TRUE(MustOpen("created").Sync().ok());
  disk_.Reboot(TearMode::kLostNames, &random_);
  EXPECT_EQ(Content("old"), "content");
  EXPECT_FALSE(fs::exists(folder_.Join("renamed")));
  EXPECT_FALSE(fs::exists(folder_.Join("created")));
}

TEST_F(FaultDiskTest, ASyncThatFailedIsNotMadeGoodByTheNext) {
  MustKeep("file", "old");
  const OpenFile file = MustOpen("file");
  ASSERT_TRUE(file.WriteAt(0, "new").ok());
  disk_.Arm({disk_.steps() + 1, Fault::Kind::kOnce, EIO});
  EXPECT_FALSE(file.Sync().ok());
  EXPECT_TRUE(file.Sync().ok());
  disk_.Reboot(TearMode::kDropAll, &random_);
  EXPECT_EQ(Content("file"), "old");
}

TEST_F(FaultDiskTest, FailsTheStepThatItWasArmedForAndAfterACrashAllOthers) {
  const OpenFile file = MustOpen("file");
  disk_.Arm({disk_.steps() + 2, Fault::Kind::kOnce, ENOSPC});
  EXPECT_TRUE(file.WriteAt(0, "a").ok());
  EXPECT_TRUE(absl::IsResourceExhausted(file.WriteAt(0, "b")));
  EXPECT_TRUE(file.WriteAt(0, "c").ok());
  disk_.Arm({disk_.steps() + 1, Fault::Kind::kCrash});
  EXPECT_FALSE(file.WriteAt(0, "d").ok());
  EXPECT_FALSE(file.Sync().ok());
  EXPECT_TRUE(disk_.fired());
}

}  // namespace
}  // namespace winnow::faults
