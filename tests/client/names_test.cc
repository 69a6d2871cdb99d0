// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/names.h"

#include <gtest/gtest.h>

#include "client/duration_text.h"
#include "client/error.h"

namespace winnow::client {
namespace {

TEST(Names, TakeBareIdsAndFullNames) {
  EXPECT_EQ(*QueueName("asr"), "queues/asr");
  EXPECT_EQ(*QueueName("queues/asr"), "queues/asr");
  EXPECT_EQ(*SourceName("s.1"), "sources/s.1");
  EXPECT_EQ(*ConsentScopeName("research"), "consentScopes/research");
  EXPECT_EQ(*PolicyName("lab-v0"), "policies/lab-v0");
  EXPECT_EQ(*PolicyName("lab-v0@1"), "policies/lab-v0@1");
  EXPECT_EQ(*PolicyName("policies/lab-v0@12"), "policies/lab-v0@12");
  EXPECT_EQ(*BatchName("asr", "b1"), "queues/asr/batches/b1");
  EXPECT_EQ(*BatchName("queues/asr", "b1"), "queues/asr/batches/b1");
  EXPECT_EQ(*BatchName("", "queues/asr/batches/b1"), "queues/asr/batches/b1");
  EXPECT_EQ(*BatchName("asr", "queues/asr/batches/b1"), "queues/asr/batches/b1");
  EXPECT_EQ(*CandidateName("asr", "a:b"), "queues/asr/candidates/a:b");
  EXPECT_EQ(*SliceName("asr", "healthcare-lead"), "queues/asr/slices/healthcare-lead");
}

TEST(Names, RefuseWhatIsNeitherIdNorName) {
  for (const char* text :
       {"", "a b", "a/b", "queues/", "queues/a/b", "Queues/a", "sources/a", "\n", "\xc3\xa9"}) {
    const auto name = QueueName(text);
    ASSERT_FALSE(name.ok()) << text;
    EXPECT_TRUE(IsUsageError(name.status()));
  }
  EXPECT_TRUE(QueueName(std::string(64, 'a')).ok());
  EXPECT_FALSE(QueueName(std::string(65, 'a')).ok());
  for (const char* text : {"p@", "p@0", "p@x", "p@-1", "@1", "p@1@2"}) {
    EXPECT_FALSE(PolicyName(text).ok()) << text;
  }
}

TEST(Names, AMemberNeedsItsQueueAndNoOther) {
  EXPECT_FALSE(BatchName("", "b1").ok());
  EXPECT_FALSE(BatchName("other", "queues/asr/batches/b1").ok());
  EXPECT_FALSE(BatchName("asr", "queues/asr/candidates/c1").ok());
  EXPECT_FALSE(BatchName("a b", "b1").ok());
  EXPECT_FALSE(BatchName("asr", "").ok());
}

TEST(Names, IdOfIsTheLastSegment) {
  EXPECT_EQ(IdOf("queues/asr/batches/b1"), "b1");
  EXPECT_EQ(IdOf("b1"), "b1");
  EXPECT_EQ(IdOf(""), "");
}

TEST(DurationText, ReadsUnitsAndDays) {
  EXPECT_EQ(*ParseDurationText("90s"), absl::Seconds(90));
  EXPECT_EQ(*ParseDurationText("1h30m"), absl::Minutes(90));
  EXPECT_EQ(*ParseDurationText("7d"), absl::Hours(168));
  for (const char* text : {"", "7", "inf", "-inf", "1 h", "d", "1.5d", "99999999999h"}) {
    EXPECT_FALSE(ParseDurationText(text).has_value()) << text;
  }
}

TEST(DurationText, SurvivesTheWayThroughTheProto) {
  for (const absl::Duration duration :
       {absl::ZeroDuration(), absl::Nanoseconds(1), absl::Seconds(1.5), absl::Hours(168),
        -absl::Milliseconds(1500)}) {
    EXPECT_EQ(FromProto(ToProto(duration)), duration);
  }
}

}  // namespace
}  // namespace winnow::client
