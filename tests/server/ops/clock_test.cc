// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/clock.h"

#include <gtest/gtest.h>

#include "tests/testing/fake_clock.h"

namespace winnow::ops {
namespace {

TEST(SystemClock, SteadyTimeNeverGoesBackwards) {
  SystemClock clock;
  absl::Duration last = clock.SteadyNow();
  for (int i = 0; i < 10000; ++i) {
    const absl::Duration now = clock.SteadyNow();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(SystemClock, WaitsAtLeastAsLongAsAsked) {
  SystemClock clock;
  const absl::Duration start = clock.SteadyNow();
  clock.WaitFor(absl::Milliseconds(3));
  EXPECT_GE(clock.SteadyNow() - start, absl::Milliseconds(3));
  clock.WaitFor(absl::ZeroDuration());
  clock.WaitFor(-absl::InfiniteDuration());
}

TEST(FakeClock, StandsStillUntilItIsMoved) {
  FakeClock clock(absl::FromUnixSeconds(1000));
  EXPECT_EQ(clock.WallNow(), absl::FromUnixSeconds(1000));
  clock.Advance(absl::Seconds(5));
  EXPECT_EQ(clock.WallNow(), absl::FromUnixSeconds(1005));
  EXPECT_EQ(clock.SteadyNow(), absl::Seconds(5));
}

TEST(FakeClock, AJumpOfTheWallLeavesSteadyTimeAlone) {
  FakeClock clock;
  clock.SetWall(absl::FromUnixSeconds(1));
  EXPECT_EQ(clock.WallNow(), absl::FromUnixSeconds(1));
  EXPECT_EQ(clock.SteadyNow(), absl::ZeroDuration());
}

TEST(FakeClock, WaitingPassesTheTimeAtOnce) {
  FakeClock clock(absl::UnixEpoch());
  clock.WaitFor(absl::Hours(10));
  clock.WaitFor(-absl::Hours(1));
  EXPECT_EQ(clock.WallNow(), absl::UnixEpoch() + absl::Hours(10));
  EXPECT_EQ(clock.TotalWaited(), absl::Hours(10));
}

}  // namespace
}  // namespace winnow::ops
