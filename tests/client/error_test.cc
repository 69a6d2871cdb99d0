// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/backoff.h"
#include "client/grpc_status.h"
#include "client/position_check.h"
#include "tests/client/fake_server.h"

namespace winnow::client {
namespace {

using testing::HasSubstr;

TEST(Error, ReadsEveryDetailOfAGrpcStatus) {
  const absl::Status status =
      FromGrpc(RichStatus(grpc::StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED", "max_items", 3));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  const ErrorDetails details = DetailsOf(status);
  EXPECT_EQ(details.reason, "OVERLOADED");
  EXPECT_EQ(details.domain, "winnow");
  ASSERT_EQ(details.violations.size(), 1u);
  EXPECT_EQ(details.violations[0].field, "max_items");
  EXPECT_EQ(details.retry_delay, absl::Seconds(3));
}

TEST(Error, DescriptionNamesReasonViolationsAndWait) {
  const std::string text = DescribeError(
      FromGrpc(RichStatus(grpc::StatusCode::INVALID_ARGUMENT, "FIELD_INVALID", "queue", 3)));
  EXPECT_THAT(text, HasSubstr("INVALID_ARGUMENT FIELD_INVALID: what to do"));
  EXPECT_THAT(text, HasSubstr("\n  queue: breaks a rule"));
  EXPECT_THAT(text, HasSubstr("\n  try again in 3s"));
}

TEST(Error, DetailsThatDoNotParseAreNone) {
  absl::Status status = absl::InternalError("x");
  AttachDetails("\xff\xff\xff", status);
  EXPECT_EQ(DetailsOf(status).reason, "");
  EXPECT_EQ(DescribeError(status), "INTERNAL: x");
}

TEST(Error, TheRequestIdIsShownOnlyWhereARepetitionHelps) {
  absl::Status unknown = absl::UnavailableError("gone");
  AttachRequestId("r1", unknown);
  EXPECT_EQ(RequestIdOf(unknown), "r1");
  EXPECT_THAT(DescribeError(unknown), HasSubstr("--request-id r1"));
  absl::Status refused = absl::InvalidArgumentError("bad");
  AttachRequestId("r1", refused);
  EXPECT_THAT(DescribeError(refused), testing::Not(HasSubstr("r1")));
}

TEST(Error, AUsageErrorIsNotTheServersInvalidArgument) {
  EXPECT_TRUE(IsUsageError(UsageError("x")));
  EXPECT_FALSE(IsUsageError(absl::InvalidArgumentError("x")));
}

TEST(Backoff, WaitsDoubleUpToTheLongestAndEnd) {
  Backoff backoff({absl::Milliseconds(100), absl::Milliseconds(500), 5});
  std::vector<absl::Duration> waits;
  while (const auto wait = backoff.Next(absl::UnavailableError("x"), 0)) waits.push_back(*wait);
  EXPECT_THAT(waits, testing::ElementsAre(absl::Milliseconds(100), absl::Milliseconds(200),
                                          absl::Milliseconds(400), absl::Milliseconds(500),
                                          absl::Milliseconds(500)));
  backoff.Reset();
  EXPECT_EQ(backoff.Next(absl::UnavailableError("x"), 0.5), absl::Milliseconds(75));
}

TEST(Backoff, AServersWaitIsTheLeastThatIsWaited) {
  Backoff backoff({absl::Milliseconds(100), absl::Seconds(1), 3});
  const absl::Status overload =
      FromGrpc(RichStatus(grpc::StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED", "", 9));
  EXPECT_EQ(backoff.Next(overload, 0.9), absl::Seconds(9));
}

TEST(Backoff, OnlyFailuresThatMayPassAreRepeated) {
  EXPECT_TRUE(IsRetryable(absl::UnavailableError("x")));
  // Without RetryInfo it may be a message over its limit.
  EXPECT_FALSE(IsRetryable(absl::ResourceExhaustedError("x")));
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "x");
    EXPECT_EQ(IsRetryable(status), absl::IsUnavailable(status)) << status;
  }
}

v1::Position At(uint32_t shard, uint64_t epoch, uint64_t seq) {
  v1::Position position;
  position.set_shard(shard);
  position.set_epoch(epoch);
  position.set_seq(seq);
  return position;
}

TEST(PositionCheck, AnEarlierPositionOfTheSameShardIsDataLoss) {
  PositionCheck check;
  ASSERT_TRUE(check.Observe(At(1, 2, 10), check.Snapshot()).ok());
  EXPECT_TRUE(check.Observe(At(1, 2, 10), check.Snapshot()).ok()) << "standing still is fine";
  EXPECT_TRUE(check.Observe(At(2, 1, 1), check.Snapshot()).ok()) << "shards are independent";
  EXPECT_TRUE(absl::IsDataLoss(check.Observe(At(1, 2, 9), check.Snapshot())));
  EXPECT_TRUE(absl::IsDataLoss(check.Observe(At(1, 1, 99), check.Snapshot())));
  EXPECT_TRUE(check.Observe(At(1, 3, 0), check.Snapshot()).ok()) << "a new epoch starts over";
}

TEST(PositionCheck, CallsThatRanAtTheSameTimeMayAnswerInAnyOrder) {
  PositionCheck check;
  const PositionCheck::Seen before = check.Snapshot();
  ASSERT_TRUE(check.Observe(At(1, 1, 8), before).ok());
  EXPECT_TRUE(check.Observe(At(1, 1, 7), before).ok());
  EXPECT_TRUE(absl::IsDataLoss(check.Observe(At(1, 1, 7), check.Snapshot())));
}

}  // namespace
}  // namespace winnow::client
