// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/request_log.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace winnow::shard::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int64_t kStart = 1767225600;

RequestKey Key(int i, const std::string& principal = "p") {
  return {principal, "Method", absl::StrCat("r", i)};
}

storage::v1::RequestRecord At(int64_t seconds) {
  storage::v1::RequestRecord record;
  record.mutable_time()->set_seconds(kStart + seconds);
  return record;
}

absl::Time Now(int64_t seconds) { return absl::FromUnixSeconds(kStart + seconds); }

constexpr int64_t kDay = 24 * 3600;

TEST(RequestLog, FindsACallByItsWholeName) {
  RequestLog log(10);
  log.Add(Key(1), At(0));
  EXPECT_NE(log.Find(Key(1)), nullptr);
  EXPECT_EQ(log.Find(Key(2)), nullptr);
  EXPECT_EQ(log.Find(Key(1, "other")), nullptr);
  EXPECT_EQ(log.Find({"p", "Other", "r1"}), nullptr);
}

TEST(RequestLog, ForgetsACallAfterADayAndNotBefore) {
  RequestLog log(10);
  log.Add(Key(1), At(0));
  log.Add(Key(2), At(10));
  EXPECT_THAT(log.Forget(Now(kDay - 1), 100), IsEmpty());
  const auto forgotten = log.Forget(Now(kDay), 100);
  ASSERT_THAT(forgotten, SizeIs(1));
  EXPECT_EQ(forgotten[0].key, Key(1));
  EXPECT_EQ(forgotten[0].record.time().seconds(), kStart);
  EXPECT_EQ(log.Find(Key(1)), nullptr);
  EXPECT_NE(log.Find(Key(2)), nullptr);
}

TEST(RequestLog, ForgetsTheOldestOfAPrincipalAboveItsShare) {
  RequestLog log(3);
  for (int i = 0; i < 5; ++i) log.Add(Key(i), At(i));
  log.Add(Key(0, "other"), At(0));
  EXPECT_THAT(log.Forget(Now(10), 100), SizeIs(2));
  EXPECT_EQ(log.Find(Key(1)), nullptr);
  EXPECT_NE(log.Find(Key(2)), nullptr);
  EXPECT_NE(log.Find(Key(0, "other")), nullptr);
}

TEST(RequestLog, ForgetsTheOldestOfAPrincipalThatHasMoreBytesThanItsShare) {
  RequestLog log(3);
  storage::v1::RequestRecord large = At(0);
  large.set_resource(std::string(2 * RequestLog::kMeanRecordBytes, 'r'));
  log.Add(Key(0), large);
  EXPECT_THAT(log.Forget(Now(10), 100), IsEmpty());
  log.Add(Key(0), large);
  EXPECT_THAT(log.Forget(Now(10), 100), IsEmpty()) << "it is there once";
  log.Add(Key(1), large);
  log.Add(Key(1, "other"), large);
  const auto forgotten = log.Forget(Now(10), 100);
  ASSERT_THAT(forgotten, SizeIs(1));
  EXPECT_EQ(forgotten[0].key, Key(0));
  log.Add(Key(2), At(0));
  EXPECT_THAT(log.Forget(Now(10), 100), IsEmpty()) << "what is forgotten does not count";
}

TEST(RequestLog, ForgetsNoMoreAtOnceThanAskedFor) {
  RequestLog log(100);
  for (int i = 0; i < 10; ++i) log.Add(Key(i), At(0));
  EXPECT_THAT(log.Forget(Now(kDay), 4), SizeIs(4));
  EXPECT_THAT(log.Forget(Now(kDay), 4), SizeIs(4));
  EXPECT_THAT(log.Forget(Now(kDay), 4), SizeIs(2));
  EXPECT_THAT(log.Forget(Now(kDay), 4), IsEmpty());
}

TEST(RequestLog, SurvivesACallThatIsRememberedTwice) {
  RequestLog log(100);
  log.Add(Key(1), At(0));
  log.Add(Key(1), At(1));
  EXPECT_THAT(log.Forget(Now(kDay + 1), 100), SizeIs(1));
  log.Add(Key(1), At(kDay + 2));
  EXPECT_THAT(log.Forget(Now(3 * kDay), 100), SizeIs(1));
}

}  // namespace
}  // namespace winnow::shard::testing
