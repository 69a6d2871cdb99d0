// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/removal/retention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/loop/removal/removal_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::IsEmpty;

constexpr absl::Duration kYear = absl::Hours(24 * 365);

class RetentionTest : public ::testing::Test {
 protected:
  // Candidates of the second person end a year before those of the first.
  RetentionTest() {
    std::vector<v1::Candidate> candidates;
    for (int i = 0; i < 10; ++i) {
      candidates.push_back(RemovalBed::Of('b', i));
      candidates.back().mutable_retain_until()->set_seconds(
          absl::ToUnixSeconds(bed_.clock().WallNow() + kYear));
    }
    EXPECT_EQ(bed_.Upsert(candidates).updated(), 10u);
  }

  absl::StatusOr<v1::RunRetentionResponse> Run(const std::string& fields = "") {
    return bed_.Call(&Loop::retention, &Retention::RunRetention,
                     Text<v1::RunRetentionRequest>(fields));
  }

  // Time passes on both clocks, so that none is in doubt.
  void PassAYear() { bed_.clock().Advance(kYear + absl::Hours(1)); }

  RemovalBed bed_;
};

TEST_F(RetentionTest, WhatIsDueIsRemovedAndNothingElse) {
  auto run = Run();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->due(), 0u);
  PassAYear();
  run = Run("queue: 'queues/q'");
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->due(), 10u);
  EXPECT_EQ(run->removed(), 10u);
  EXPECT_EQ(bed_.Traces('b'), 0u);
  EXPECT_GT(bed_.Traces('a'), 0u);
  EXPECT_EQ(bed_.Get("b3").tombstone().reason(), v1::REMOVAL_REASON_RETENTION);
  EXPECT_EQ(bed_.Status().candidates(), 10u);
  EXPECT_THAT(bed_.Problems(), IsEmpty());
  EXPECT_THAT(bed_.LostByRestart(), IsEmpty());
}

TEST_F(RetentionTest, ADryRunCountsAndRemovesNothing) {
  PassAYear();
  const auto run = Run("validate_only: true");
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->due(), 10u);
  EXPECT_EQ(run->removed(), 0u);
  EXPECT_EQ(bed_.Status().candidates(), 20u);
}

TEST_F(RetentionTest, NothingIsRemovedByAClockInDoubt) {
  bed_.clock().SetWall(bed_.clock().WallNow() + 2 * kYear);
  EXPECT_EQ(ReasonOf(Run().status()), v1::ERROR_REASON_CLOCK_IN_DOUBT);
  EXPECT_TRUE(bed_.loop().retention.Sweep().ok());
  EXPECT_EQ(bed_.Status().candidates(), 20u);
  const auto preview = Run("validate_only: true");
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_EQ(preview->due(), 10u);
}

TEST_F(RetentionTest, ARepeatedCallHasOneEffectAndTheSameAnswer) {
  PassAYear();
  const auto first = Run("request_id: 'id'");
  ASSERT_TRUE(first.ok()) << first.status();
  const auto again = Run("request_id: 'id'");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->removed(), 10u);
}

TEST_F(RetentionTest, ACandidateWithoutRetentionWaitsForItsOwner) {
  v1::Candidate candidate = LoopBed::Complete("lost");
  candidate.clear_retain_until();
  EXPECT_EQ(bed_.Upsert({candidate}).quarantined(), 1u);
  PassAYear();
  ASSERT_TRUE(bed_.loop().retention.Sweep().ok());
  EXPECT_FALSE(bed_.Get("lost").has_tombstone());
}

TEST_F(RetentionTest, WhatWasRemovedIsNotDueAgainAndPushesOfItAreRefused) {
  PassAYear();
  ASSERT_TRUE(bed_.loop().retention.Sweep().ok());
  EXPECT_EQ(Run()->due(), 0u);
  const v1::IngestResult result = bed_.Upsert({RemovalBed::Of('b', 2)});
  ASSERT_EQ(result.row_errors_size(), 1);
  EXPECT_EQ(result.row_errors(0).reason(), v1::ERROR_REASON_CANDIDATE_REMOVED);
  EXPECT_EQ(ReasonOf(bed_.Call(&Loop::candidates, &Candidates::ExplainCandidate,
                               Text<v1::ExplainCandidateRequest>("name: 'queues/q/candidates/b2'"))
                         .status()),
            v1::ERROR_REASON_CANDIDATE_REMOVED);
}

}  // namespace
}  // namespace winnow::loop::testing
