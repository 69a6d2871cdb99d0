// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "server/app_disk_watch.h"
#include "server/ops/metrics.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/seed.h"
#include "tests/testing/temp_dir.h"

namespace winnow::app {
namespace {

using shard::Priority;
using shard::Room;
using ::testing::HasSubstr;

constexpr DiskConfig kMarks = {.low_water_bytes = 4000, .reserve_bytes = 1000, .log_bytes = 0};

TEST(NextRoom, FollowsTheMarksDownAndAQuarterMoreUp) {
  EXPECT_EQ(NextRoom(Room::kAmple, 4000, kMarks), Room::kAmple);
  EXPECT_EQ(NextRoom(Room::kAmple, 3999, kMarks), Room::kLow);
  EXPECT_EQ(NextRoom(Room::kLow, 4999, kMarks), Room::kLow);
  EXPECT_EQ(NextRoom(Room::kLow, 5000, kMarks), Room::kAmple);
  EXPECT_EQ(NextRoom(Room::kLow, 1000, kMarks), Room::kLow);
  EXPECT_EQ(NextRoom(Room::kLow, 999, kMarks), Room::kReserve);
  EXPECT_EQ(NextRoom(Room::kAmple, 0, kMarks), Room::kReserve);
  EXPECT_EQ(NextRoom(Room::kReserve, 5999, kMarks), Room::kReserve);
  EXPECT_EQ(NextRoom(Room::kReserve, 6000, kMarks), Room::kAmple);
}

TEST(NextRoom, NeverFlapsAroundAMark) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int trial = 0; trial < 1000; ++trial) {
    // Less than a quarter of the low-water mark to either side of any point.
    const uint64_t center = random() % 8000;
    Room room = Room::kAmple;
    int changes = 0;
    for (int step = 0; step < 100; ++step) {
      const uint64_t free_bytes = center + random() % 1000;
      const Room next = NextRoom(room, free_bytes, kMarks);
      changes += next == room ? 0 : 1;
      room = next;
      EXPECT_LE(free_bytes < kMarks.reserve_bytes     ? Room::kReserve
                : free_bytes < kMarks.low_water_bytes ? Room::kLow
                                                      : Room::kAmple,
                room);
    }
    EXPECT_LE(changes, 2) << center;
  }
}

class DiskWatchTest : public ::testing::Test {
 protected:
  storage::EngineState Free(uint64_t bytes) { return {.disk_free_bytes = bytes}; }
  bool BallastIsThere() const { return std::filesystem::exists(folder_.Join("BALLAST")); }

  const winnow::testing::TempDir folder_;
  ops::FakeClock clock_;
  ops::Logger log_{{.level = ops::LogLevel::kError}, clock_};
  ops::Metrics metrics_{{}};
  DiskWatch watch_{{folder_.path(), kMarks}, metrics_.storage(), log_};
};

TEST_F(DiskWatchTest, HoldsTheBallastUntilTheDiskNeedsIt) {
  watch_.Look(Free(100'000));
  EXPECT_TRUE(BallastIsThere());
  watch_.Look(Free(3000));
  EXPECT_TRUE(BallastIsThere());
  EXPECT_FALSE(watch_.admission().Admit(Priority::kIntake).ok());
  EXPECT_TRUE(watch_.admission().Admit(Priority::kOrdinary).ok());
  watch_.Look(Free(999));
  EXPECT_FALSE(BallastIsThere());
  EXPECT_FALSE(watch_.admission().Admit(Priority::kOrdinary).ok());
  EXPECT_TRUE(watch_.admission().Admit(Priority::kEssential).ok());
  // What it gave up does not count as room that came back.
  watch_.Look(Free(1999));
  EXPECT_FALSE(watch_.admission().Admit(Priority::kOrdinary).ok());
  watch_.Look(Free(6000));
  EXPECT_TRUE(BallastIsThere());
  EXPECT_TRUE(watch_.admission().Admit(Priority::kIntake).ok());
  EXPECT_THAT(metrics_.Text(),
              HasSubstr("winnow_storage_refused_changes_total{reason=\"disk_reserve\"} 2\n"));
}

TEST_F(DiskWatchTest, ServesWithoutABallastOnADiskThatIsTooSmallForIt) {
  watch_.Look(Free(5500));
  EXPECT_FALSE(BallastIsThere());
  EXPECT_TRUE(watch_.admission().Admit(Priority::kIntake).ok());
}

TEST_F(DiskWatchTest, ServesWithoutABallastThatCannotBeMade) {
  std::filesystem::create_directory(folder_.Join("BALLAST"));
  watch_.Look(Free(100'000));
  EXPECT_EQ(watch_.ballast().held(), 0u);
  EXPECT_TRUE(watch_.admission().Admit(Priority::kIntake).ok());
}

TEST_F(DiskWatchTest, RefusesEarlyWhileTheEngineHoldsWritesBack) {
  storage::EngineState state = Free(100'000);
  state.write_stopped = true;
  watch_.Look(state);
  EXPECT_FALSE(watch_.admission().Admit(Priority::kOrdinary).ok());
  EXPECT_TRUE(watch_.admission().Admit(Priority::kEssential).ok());
  EXPECT_THAT(watch_.Describe(state), HasSubstr("catches up"));
  watch_.Look(Free(100'000));
  EXPECT_TRUE(watch_.admission().Admit(Priority::kIntake).ok());
}

TEST_F(DiskWatchTest, TellsPeopleWhatIsRefused) {
  watch_.Look(Free(3000));
  EXPECT_THAT(watch_.Describe(Free(3000)), HasSubstr("new candidates and signals are refused"));
  watch_.Look(Free(10));
  EXPECT_THAT(watch_.Describe(Free(10)), HasSubstr("only labels and leases are taken"));
}

}  // namespace
}  // namespace winnow::app
