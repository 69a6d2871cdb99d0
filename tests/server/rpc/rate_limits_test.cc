// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/rate_limits.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/testing/fake_clock.h"
#include "tests/testing/seed.h"

namespace winnow::rpc {
namespace {

TEST(RateLimits, TakeWhatIsAllowedInTheBurstAndThenTheRate) {
  ops::FakeClock clock;
  RateLimits rates({.calls_per_second = 10}, clock);
  int taken = 0;
  while (rates.Take("a", 0) == absl::ZeroDuration()) ++taken;
  EXPECT_EQ(taken, 20);
  EXPECT_EQ(rates.Take("a", 0), absl::Milliseconds(100));
  clock.Advance(absl::Milliseconds(100));
  EXPECT_EQ(rates.Take("a", 0), absl::ZeroDuration());
  EXPECT_GT(rates.Take("a", 0), absl::ZeroDuration());
}

TEST(RateLimits, KeepIdentitiesApart) {
  ops::FakeClock clock;
  RateLimits rates({.calls_per_second = 1}, clock);
  while (rates.Take("a", 0) == absl::ZeroDuration()) {
  }
  EXPECT_EQ(rates.Take("b", 0), absl::ZeroDuration());
}

// A message that is larger than the bucket passes, and what it owes is waited for.
TEST(RateLimits, LetBytesBeOwedAndWaitForThem) {
  ops::FakeClock clock;
  RateLimits rates({.bytes_per_second = 1000}, clock);
  EXPECT_EQ(rates.Take("a", 5000), absl::ZeroDuration());
  EXPECT_EQ(rates.Take("a", 1), absl::Seconds(3));
  rates.Charge("a", 1000);
  EXPECT_EQ(rates.Take("a", 1), absl::Seconds(4));
  clock.Advance(absl::Seconds(4));
  EXPECT_EQ(rates.Take("a", 1), absl::ZeroDuration());
}

TEST(RateLimits, AreWithoutALimitAtZero) {
  ops::FakeClock clock;
  RateLimits rates({}, clock);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(rates.Take("a", size_t{1} << 30), absl::ZeroDuration());
    rates.Charge("a", size_t{1} << 30);
  }
}

TEST(RateLimits, ForgetTheIdentityThatCalledLongestAgo) {
  ops::FakeClock clock;
  RateLimits rates({.calls_per_second = 1, .most_identities = 2}, clock);
  while (rates.Take("a", 0) == absl::ZeroDuration()) {
  }
  EXPECT_EQ(rates.Take("b", 0), absl::ZeroDuration());
  EXPECT_GT(rates.Take("a", 0), absl::ZeroDuration());
  EXPECT_EQ(rates.Take("c", 0), absl::ZeroDuration());
  // b went, a stayed.
  EXPECT_GT(rates.Take("a", 0), absl::ZeroDuration());
}

// Over any time, whatever the pattern, no more passes than the burst and the rate allow, and one
// who waits as told is taken.
TEST(RateLimits, HoldOverRandomPatterns) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int trial = 0; trial < 200; ++trial) {
    ops::FakeClock clock;
    const double rate = std::uniform_real_distribution(1.0, 1000.0)(random);
    RateLimits rates({.calls_per_second = rate}, clock);
    double taken = 0;
    for (int i = 0; i < 500; ++i) {
      const absl::Duration wait = rates.Take("a", 0);
      if (wait == absl::ZeroDuration()) {
        ++taken;
      } else if (i % 7 == 0) {
        clock.Advance(wait + absl::Nanoseconds(1));
        ASSERT_EQ(rates.Take("a", 0), absl::ZeroDuration());
        ++taken;
      }
      clock.Advance(absl::Microseconds(random() % 2000));
      ASSERT_LE(taken, rate * (2 + absl::ToDoubleSeconds(clock.SteadyNow())) + 1);
    }
  }
}

}  // namespace
}  // namespace winnow::rpc
