// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/held_refusals.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/testing/fake_clock.h"

namespace winnow::rpc {
namespace {

class HeldRefusalsTest : public ::testing::Test {
 protected:
  void Hold(char name, absl::Duration time_left = absl::InfiniteDuration()) {
    held_.Hold(time_left, [this, name] { sent_ += name; });
  }

  ops::FakeClock clock_;
  HeldRefusals held_{{.delay = absl::Seconds(1), .most = 3}, clock_};
  std::string sent_;
};

TEST_F(HeldRefusalsTest, AreSentInTheirOrderAfterTheDelay) {
  Hold('a');
  clock_.Advance(absl::Milliseconds(500));
  Hold('b');
  held_.SendDue();
  EXPECT_EQ(sent_, "");
  clock_.Advance(absl::Milliseconds(500));
  held_.SendDue();
  EXPECT_EQ(sent_, "a");
  clock_.Advance(absl::Milliseconds(500));
  held_.SendDue();
  EXPECT_EQ(sent_, "ab");
}

TEST_F(HeldRefusalsTest, ThoseBeyondTheBoundAreSentAtOnce) {
  for (const char name : {'a', 'b', 'c', 'd'}) Hold(name);
  EXPECT_EQ(sent_, "d");
}

TEST_F(HeldRefusalsTest, WhoHasNoMoreTimeIsAnsweredAtOnce) {
  Hold('a', absl::Seconds(1));
  EXPECT_EQ(sent_, "a");
}

TEST_F(HeldRefusalsTest, CloseSendsEverythingAndHoldsNothingMore) {
  Hold('a');
  held_.Close();
  EXPECT_EQ(sent_, "a");
  Hold('b');
  EXPECT_EQ(sent_, "ab");
}

}  // namespace
}  // namespace winnow::rpc
