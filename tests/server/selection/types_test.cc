// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/types.h"

#include <cmath>
#include <limits>
#include <random>

#include "absl/container/flat_hash_set.h"
#include "gtest/gtest.h"

namespace winnow::selection {
namespace {

constexpr Micros kMax = std::numeric_limits<Micros>::max();
constexpr Micros kMin = std::numeric_limits<Micros>::min();

TEST(ToMicros, RoundsHalfAwayFromZero) {
  EXPECT_EQ(ToMicros(0.0000005), 1);
  EXPECT_EQ(ToMicros(-0.0000005), -1);
  EXPECT_EQ(ToMicros(0.0000004999), 0);
  EXPECT_EQ(ToMicros(1.25), 1'250'000);
}

TEST(ToMicros, SaturatesAndTakesNanAsZero) {
  EXPECT_EQ(ToMicros(std::numeric_limits<double>::infinity()), kMax);
  EXPECT_EQ(ToMicros(-std::numeric_limits<double>::infinity()), kMin);
  EXPECT_EQ(ToMicros(1e13), kMax);
  EXPECT_EQ(ToMicros(-1e300), kMin);
  EXPECT_EQ(ToMicros(0x1p63 / 1e6), kMax) << "2^63 itself";
  EXPECT_EQ(ToMicros(9.2e12), 9'200'000'000'000'000'000);
  EXPECT_EQ(ToMicros(std::nan("")), 0);
}

TEST(ToMicros, GivesBackEveryDecimalOfSixPlaces) {
  std::mt19937_64 random(20260101);
  for (int i = 0; i < 100'000; ++i) {
    const Micros micros =
        static_cast<Micros>(random() % 2'000'000'000'000'000) - 1'000'000'000'000'000;
    ASSERT_EQ(ToMicros(static_cast<double>(micros) / 1e6), micros);
  }
}

TEST(DivideRounded, RoundsHalfAwayFromZero) {
  EXPECT_EQ(static_cast<int>(DivideRounded(7, 2)), 4);
  EXPECT_EQ(static_cast<int>(DivideRounded(-7, 2)), -4);
  EXPECT_EQ(static_cast<int>(DivideRounded(4, 3)), 1);
  EXPECT_EQ(static_cast<int>(DivideRounded(-5, 3)), -2);
  EXPECT_EQ(static_cast<int>(DivideRounded(0, 3)), 0);
}

// The exact quotient is within half a unit, on the far side only if it is in the middle.
TEST(DivideRounded, IsTheNearestIntegerOfEveryFraction) {
  for (int n = -200; n <= 200; ++n) {
    for (int d = 1; d <= 40; ++d) {
      const double exact = static_cast<double>(n) / d;
      ASSERT_EQ(static_cast<int>(DivideRounded(n, d)), static_cast<int>(std::round(exact)))
          << n << " / " << d;
    }
  }
}

TEST(Saturate, PressesIntoSixtyFourBits) {
  EXPECT_EQ(Saturate(Int128{kMax} + 1), kMax);
  EXPECT_EQ(Saturate(Int128{kMin} - 1), kMin);
  EXPECT_EQ(Saturate(-5), -5);
}

TEST(SignalId, IsItsNameAndBothReleases) {
  const absl::flat_hash_set<SignalId> ids = {
      {"a", "", ""}, {"a", "b", ""}, {"a", "", "b"}, {"", "a", "b"}, {"a", "", ""}};
  EXPECT_EQ(ids.size(), 4u);
  EXPECT_TRUE(ids.contains(SignalId{"a", "", "b"}));
  EXPECT_FALSE(ids.contains(SignalId{"a", "b", "b"}));
}

}  // namespace
}  // namespace winnow::selection
