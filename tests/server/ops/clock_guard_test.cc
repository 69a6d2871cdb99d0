// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/clock_guard.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/testing/fake_clock.h"
#include "tests/testing/seed.h"

namespace winnow::ops {
namespace {

constexpr absl::Duration kDay = absl::Hours(24);
constexpr absl::Duration kYear = absl::Hours(24 * 365);

class ClockGuardTest : public ::testing::Test {
 protected:
  void JumpBy(absl::Duration jump) { clock_.SetWall(clock_.WallNow() + jump); }
  void Start(const ClockWitness& witness) { guard_.emplace(clock_, ClockGuardOptions(), witness); }
  bool InDoubt() { return guard_->Now().in_doubt(); }

  FakeClock clock_;
  const absl::Time start_ = clock_.WallNow();
  std::optional<ClockGuard> guard_{std::in_place, clock_};
};

TEST_F(ClockGuardTest, TrustsAClockThatRuns) {
  for (int day = 0; day < 100; ++day) {
    clock_.Advance(kDay);
    const Moment now = guard_->Now();
    EXPECT_FALSE(now.in_doubt());
    EXPECT_EQ(now.MayDestroyBefore(), clock_.WallNow());
    EXPECT_EQ(now.jump(), absl::ZeroDuration());
  }
}

TEST_F(ClockGuardTest, PutsTheTimeBetweenBothClocksAfterAJump) {
  for (const absl::Duration jump : {10 * kYear, kDay, -kDay, -10 * kYear}) {
    guard_.emplace(clock_);
    const absl::Time right = clock_.WallNow() + absl::Hours(1);
    clock_.Advance(absl::Hours(1));
    JumpBy(jump);
    const Moment now = guard_->Now();
    EXPECT_TRUE(now.in_doubt());
    EXPECT_EQ(now.wall, right + jump);
    EXPECT_EQ(now.expected, right);
    EXPECT_EQ(now.latest(), std::max(right, right + jump));
    EXPECT_EQ(now.jump(), jump);
    EXPECT_EQ(now.MayDestroyBefore(), absl::InfinitePast());
  }
}

TEST_F(ClockGuardTest, TakesStepsThatStayWithinAMinuteAllTogether) {
  JumpBy(absl::Seconds(59));
  EXPECT_FALSE(InDoubt());
  JumpBy(-absl::Seconds(100));
  EXPECT_FALSE(InDoubt());
  JumpBy(-absl::Seconds(20));
  EXPECT_TRUE(InDoubt());
}

TEST_F(ClockGuardTest, TrustsAClockThatIsBack) {
  JumpBy(10 * kYear);
  EXPECT_TRUE(InDoubt());
  clock_.Advance(100 * kDay);
  EXPECT_TRUE(InDoubt());  // too far to settle
  clock_.SetWall(start_ + 100 * kDay);
  EXPECT_FALSE(InDoubt());
}

TEST_F(ClockGuardTest, TrustsAClockThatHasSettled) {
  for (const absl::Duration jump : {kDay, -kDay, -10 * kYear}) {
    JumpBy(jump);
    EXPECT_TRUE(InDoubt());
    clock_.Advance(absl::Hours(23));
    JumpBy(absl::Hours(1));
    EXPECT_TRUE(InDoubt());
    clock_.Advance(kDay - absl::Seconds(1));
    EXPECT_TRUE(InDoubt());
    clock_.Advance(absl::Seconds(1));
    EXPECT_FALSE(InDoubt());
  }
}

TEST_F(ClockGuardTest, AtAStartTakesTheTimeThatTheServerWasDown) {
  Start({start_ - 29 * kDay});
  EXPECT_FALSE(InDoubt());
  JumpBy(kDay);  // no longer the time of a start
  EXPECT_TRUE(InDoubt());
}

TEST_F(ClockGuardTest, AtAStartDoubtsAClockThatIsFarAheadUntilItIsCorrected) {
  Start({start_ - 10 * kYear});
  const Moment now = guard_->Now();
  EXPECT_EQ(now.expected, start_ - 10 * kYear);
  EXPECT_EQ(now.latest(), start_);
  clock_.Advance(90 * kDay);
  EXPECT_TRUE(InDoubt());
  clock_.SetWall(start_ - 10 * kYear + 100 * kDay);
  EXPECT_FALSE(InDoubt());
}

TEST_F(ClockGuardTest, AtAStartDoubtsAClockBehindTheLastRun) {
  Start({start_ + kDay});
  EXPECT_EQ(guard_->Now().latest(), start_ + kDay);
  clock_.Advance(kDay);
  EXPECT_FALSE(InDoubt());
}

TEST_F(ClockGuardTest, AtAStartGoesOnDoubtingWhatTheLastRunDoubted) {
  Start({.time = start_ - 20 * kDay, .in_doubt = true});
  EXPECT_TRUE(InDoubt());
  clock_.Advance(kDay);
  EXPECT_FALSE(InDoubt());
  Start({.time = clock_.WallNow(), .in_doubt = true});
  EXPECT_FALSE(InDoubt());  // it is back
}

// However the clock is set, what is destroyed is what ended by a clock that agreed with the time
// that passed, or one that had run evenly for a day and was not far ahead.
TEST_F(ClockGuardTest, NeverTrustsALeapAhead) {
  const uint32_t seed = testing::Seed();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  absl::Time trusted = start_;
  absl::Duration trusted_at;
  for (int i = 0; i < 10'000; ++i) {
    if (random() % 3 == 0) {
      JumpBy(absl::Minutes(random() % 4'000'000) - absl::Minutes(2'000'000));
    } else {
      clock_.Advance(absl::Minutes(random() % 3000));
    }
    const Moment now = guard_->Now();
    const absl::Time expected = trusted + (now.steady - trusted_at);
    if (now.in_doubt()) {
      EXPECT_LE(absl::AbsDuration(now.expected - expected), ClockGuard::kTolerance);
      continue;
    }
    EXPECT_LE(now.wall, expected + ClockGuardOptions().longest_gap);
    trusted = now.wall;
    trusted_at = now.steady;
  }
}

}  // namespace
}  // namespace winnow::ops
