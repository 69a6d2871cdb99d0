// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/ballast.h"

#include <filesystem>

#include "gtest/gtest.h"
#include "storage/file_io.h"
#include "tests/testing/temp_dir.h"

namespace winnow::storage {
namespace {

constexpr uint64_t kBytes = uint64_t{1} << 20;

class BallastTest : public ::testing::Test {
 protected:
  bool FileIsThere() const { return std::filesystem::exists(folder_.Join("BALLAST")); }

  const winnow::testing::TempDir folder_;
};

TEST_F(BallastTest, SetsRoomAsideAndGivesItBack) {
  Ballast ballast(folder_.path(), kBytes);
  ASSERT_TRUE(ballast.Adopt().ok());
  EXPECT_EQ(ballast.held(), 0u);
  ASSERT_TRUE(ballast.Make().ok());
  EXPECT_EQ(ballast.held(), kBytes);
  EXPECT_EQ(*FileBytes(folder_.Join("BALLAST")), kBytes);
  ASSERT_TRUE(ballast.Release().ok());
  EXPECT_EQ(ballast.held(), 0u);
  EXPECT_FALSE(FileIsThere());
}

TEST_F(BallastTest, TakesOverWhatAnEarlierRunLeft) {
  ASSERT_TRUE(Ballast(folder_.path(), kBytes).Make().ok());
  Ballast same(folder_.path(), kBytes);
  ASSERT_TRUE(same.Adopt().ok());
  EXPECT_EQ(same.held(), kBytes);
  Ballast other_size(folder_.path(), 2 * kBytes);
  ASSERT_TRUE(other_size.Adopt().ok());
  EXPECT_EQ(other_size.held(), 0u);
  EXPECT_FALSE(FileIsThere());
}

TEST_F(BallastTest, LeavesNothingBehindWhereThereIsNoRoom) {
  Ballast ballast(folder_.path(), uint64_t{1} << 62);
  EXPECT_FALSE(ballast.Make().ok());
  EXPECT_EQ(ballast.held(), 0u);
  EXPECT_FALSE(FileIsThere());
}

TEST_F(BallastTest, OfNoBytesIsNoFile) {
  Ballast none(folder_.path(), 0);
  ASSERT_TRUE(none.Make().ok());
  EXPECT_FALSE(FileIsThere());
}

}  // namespace
}  // namespace winnow::storage
