// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/retention_calendar.h"

#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/seed.h"

namespace winnow::shard::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kSecond = 1'000'000;

TEST(RetentionCalendar, GivesOutWhoseSecondHasBegun) {
  RetentionCalendar calendar;
  EXPECT_EQ(calendar.Enter(1, 5 * kSecond + 1, 0), 5u);
  calendar.Enter(2, 6 * kSecond, 0);
  EXPECT_THAT(calendar.TakeBefore(5 * kSecond), IsEmpty());
  EXPECT_THAT(calendar.TakeBefore(5 * kSecond + 1), ElementsAre(1));
  EXPECT_THAT(calendar.TakeBefore(6 * kSecond), IsEmpty());
  EXPECT_THAT(calendar.TakeBefore(6 * kSecond + 1), ElementsAre(2));
}

TEST(RetentionCalendar, MovesACandidateInsteadOfKeepingBothDates) {
  RetentionCalendar calendar;
  auto stands = calendar.Enter(1, 5 * kSecond, 0);
  stands = calendar.Enter(1, 9 * kSecond, stands);
  EXPECT_THAT(calendar.TakeBefore(8 * kSecond), IsEmpty());
  stands = calendar.Enter(1, 3 * kSecond, stands);
  EXPECT_THAT(calendar.TakeBefore(20 * kSecond), ElementsAre(1));
}

TEST(RetentionCalendar, LetsACandidateGo) {
  RetentionCalendar calendar;
  EXPECT_EQ(calendar.Enter(1, 0, calendar.Enter(1, 5 * kSecond, 0)), 0u);
  EXPECT_THAT(calendar.TakeBefore(20 * kSecond), IsEmpty());
}

TEST(RetentionCalendar, KeepsDatesBeyondItsRangeAsTheLast) {
  RetentionCalendar calendar;
  const int64_t year_9999 = int64_t{253'402'300'799} * kSecond;
  EXPECT_EQ(calendar.Enter(1, year_9999, 0), UINT32_MAX);
  EXPECT_THAT(calendar.TakeBefore(int64_t{4'000'000'000} * kSecond), IsEmpty());
}

TEST(RetentionCalendar, AgreesWithANaiveOneOverRandomSteps) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  std::mt19937 random(seed);
  RetentionCalendar calendar;
  std::map<selection::CandidateNo, RetentionCalendar::Second> naive;
  int64_t horizon = 0;
  for (int i = 0; i < 5000; ++i) {
    const selection::CandidateNo no = random() % 50;
    const auto stands = naive.contains(no) ? naive[no] : 0;
    naive[no] = calendar.Enter(no, horizon + random() % (100 * kSecond), stands);
    if (naive[no] == 0) naive.erase(no);
    if (random() % 10 != 0) continue;
    horizon += random() % (5 * kSecond);
    std::vector<selection::CandidateNo> due;
    for (const auto& [other, second] : naive)
      if (int64_t{second} * kSecond < horizon) due.push_back(other);
    for (const auto other : due) naive.erase(other);
    ASSERT_THAT(calendar.TakeBefore(horizon), ::testing::UnorderedElementsAreArray(due));
  }
}

}  // namespace
}  // namespace winnow::shard::testing
