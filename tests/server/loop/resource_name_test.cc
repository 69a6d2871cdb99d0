// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/resource_name.h"

#include <gtest/gtest.h>

#include <string>

#include "server/loop/error.h"

namespace winnow::loop {
namespace {

TEST(ResourceName, IsReadBackAsItWasWritten) {
  const std::string id = "A-z_0.9:" + std::string(56, 'x');
  EXPECT_EQ(*ParseQueueName(QueueName(id), "f"), id);
  EXPECT_EQ(ParseCandidateName(CandidateName("q", id), "f")->id, id);
  EXPECT_EQ(ParseCandidateName(CandidateName(id, "c"), "f")->queue, id);
  EXPECT_EQ(ParseSliceName(SliceName("q", id), "f")->id, id);
  EXPECT_EQ(ParseBatchName(BatchName("q", UINT64_MAX), "f")->batch_no, UINT64_MAX);
  EXPECT_EQ(ParsePolicyName(PolicyName(id, 7), "f")->revision, 7u);
  EXPECT_EQ(ParsePolicyName("policies/p", "f")->revision, std::nullopt);
  EXPECT_EQ(*ParseSourceName(SourceName(id), "f"), id);
  EXPECT_EQ(*ParseConsentScopeName(ConsentScopeName(id), "f"), id);
}

TEST(ResourceName, RefusesEveryOtherFormAndNeverEchoesIt) {
  const std::string nul("queues/q\0", 9);
  for (const std::string& name :
       {std::string(), std::string("queues"), std::string("queues/"), std::string("queues/q/"),
        std::string("/queues/q"), std::string("queue/q"), std::string("queues/q/candidates"),
        std::string("queues//candidates/c"), std::string("queues/q/candidates/c/"),
        std::string("queues/q r"), std::string("queues/ä"), "queues/" + std::string(65, 'x'),
        nul}) {
    EXPECT_FALSE(ParseQueueName(name, "f").ok()) << name;
    const auto candidate = ParseCandidateName(name + "\x01", "the.field");
    ASSERT_FALSE(candidate.ok()) << name;
    const ErrorDetail detail = DetailOf(candidate.status());
    ASSERT_EQ(detail.violations.size(), 1u);
    EXPECT_EQ(detail.violations[0].field, "the.field");
    EXPECT_EQ(candidate.status().message().find('\x01'), absl::string_view::npos);
  }
}

TEST(ResourceName, TakesNumbersInOneSpellingOnly) {
  for (const char* number : {"", "0", "01", "+1", "-1", "1x", "18446744073709551616", " 1"}) {
    EXPECT_FALSE(ParseBatchName(std::string("queues/q/batches/") + number, "f").ok()) << number;
  }
  for (const char* number : {"", "0", "01", "4294967296", "1@1"}) {
    EXPECT_FALSE(ParsePolicyName(std::string("policies/p@") + number, "f").ok()) << number;
  }
}

}  // namespace
}  // namespace winnow::loop
