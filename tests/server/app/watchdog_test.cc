// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/app_watchdog.h"
#include "server/ops/metrics.h"
#include "tests/testing/fake_clock.h"

namespace winnow::app {
namespace {

using ::testing::HasSubstr;

class WatchdogTest : public ::testing::Test {
 protected:
  WatchdogTest()
      : log_(Silent(), clock_),
        metrics_(ops::BuildLabels{"test", "test"}),
        watchdog_({.failures = 3,
                   .probe = [this] { return answer_; },
                   .on_dead = [this] { ++dead_; },
                   .on_stuck = [this] { ++stuck_; }},
                  clock_, log_, metrics_.calls()) {}

  void LookWhile(const absl::Status& answer, int times) {
    answer_ = answer;
    for (int i = 0; i < times; ++i) watchdog_.Look();
  }

  ops::FakeClock clock_;
  ops::Logger log_;
  ops::Metrics metrics_;
  absl::Status answer_;
  int dead_ = 0;
  int stuck_ = 0;
  Watchdog watchdog_;

 private:
  static ops::LogOptions Silent() {
    ops::LogOptions options;
    options.queue_lines = 1;
    options.level = ops::LogLevel::kError;
    return options;
  }
};

TEST_F(WatchdogTest, EndsTheServerAfterSomeSilencesInARow) {
  LookWhile(absl::UnavailableError(""), 2);
  LookWhile(absl::OkStatus(), 1);
  LookWhile(absl::DeadlineExceededError(""), 2);
  EXPECT_EQ(dead_, 0);
  LookWhile(absl::UnavailableError(""), 1);
  EXPECT_EQ(dead_, 1);
  EXPECT_THAT(metrics_.Text(), HasSubstr("winnow_listener_probe_failures_total 5"));
}

// Or whoever fills the house could restart it.
TEST_F(WatchdogTest, TakesAFullHouseForNothing) {
  LookWhile(absl::ResourceExhaustedError(""), 100);
  EXPECT_EQ(dead_, 0);
  LookWhile(absl::UnavailableError(""), 2);
  LookWhile(absl::ResourceExhaustedError(""), 100);
  EXPECT_EQ(dead_, 0);
}

TEST_F(WatchdogTest, EndsWithoutOrderWhatDoesNotEnd) {
  LookWhile(absl::UnavailableError(""), 3);
  LookWhile(absl::OkStatus(), 10);
  EXPECT_EQ(stuck_, 0);
  clock_.Advance(Watchdog::kLastResort);
  LookWhile(absl::OkStatus(), 1);
  EXPECT_EQ(dead_, 1);
  EXPECT_EQ(stuck_, 1);
}

}  // namespace
}  // namespace winnow::app
