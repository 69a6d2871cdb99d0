// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/removal/retirement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/shard/signal_fold.h"
#include "tests/server/loop/removal/removal_bed.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::IsEmpty;

class RetirementTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::RetireCandidatesResponse> Retire(const std::string& fields) {
    auto request = Text<v1::RetireCandidatesRequest>("queue: 'queues/q'");
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(fields, &request));
    return bed_.Call(&Loop::retirement, &Retirement::RetireCandidates, request);
  }

  RemovalBed bed_;
};

TEST_F(RetirementTest, ARetiredCandidateLeavesTheFrameAndItsBatchForGood) {
  const std::string leased = bed_.batches.back().items(0).candidate_id();
  const uint64_t open = bed_.Status().leased();
  const auto retired = Retire("candidate_ids: ['" + leased + "', 'a9']");
  ASSERT_TRUE(retired.ok()) << retired.status();
  EXPECT_EQ(retired->retired(), 2u);
  EXPECT_LT(bed_.Status().leased(), open);
  for (int life = 0; life < 2; ++life) {
    for (const std::string& id : {leased, std::string("a9")}) {
      EXPECT_EQ(bed_.Get(id).exclusion(), v1::EXCLUSION_REASON_RETIRED) << life;
      EXPECT_FALSE(bed_.Get(id).candidate().subject().empty());
    }
    bed_.Restart();
  }
  EXPECT_THAT(bed_.Problems(), IsEmpty());
}

TEST_F(RetirementTest, ARetiredCandidateStaysSoWhenItIsReplacedOrFolded) {
  ASSERT_TRUE(Retire("candidate_ids: 'a8'").ok());
  v1::Candidate other = RemovalBed::Of('a', 8);
  other.set_slice("elsewhere");
  EXPECT_EQ(bed_.Upsert({other}).updated(), 1u);
  ASSERT_TRUE(shard::FoldSignals(bed_.shards().at(0), {.min_backlog_bytes = 1}).ok());
  for (int life = 0; life < 2; ++life) {
    EXPECT_EQ(bed_.Get("a8").exclusion(), v1::EXCLUSION_REASON_RETIRED);
    EXPECT_EQ(bed_.Get("a8").candidate().slice(), "elsewhere");
    bed_.Restart();
  }
}

TEST(Retirement, OfADeadLetteredItemKeepsItOutForGood) {
  ReviewBed bed("lease { max_attempts: 1 }");
  bed.AddCandidates(1);
  ASSERT_TRUE(bed.OnLease(&Dispatch::CompleteBatch, bed.Take()).ok());
  ASSERT_EQ(bed.Get("c0").exclusion(), v1::EXCLUSION_REASON_DEAD_LETTERED);
  ASSERT_TRUE(bed.Call(&Loop::retirement, &Retirement::RetireCandidates,
                       Text<v1::RetireCandidatesRequest>("queue: 'queues/q' candidate_ids: 'c0'"))
                  .ok());
  const auto requeued =
      bed.Call(&Loop::dispatch, &Dispatch::RequeueItems,
               Text<v1::RequeueItemsRequest>("queue: 'queues/q' candidate_ids: 'c0'"));
  ASSERT_TRUE(requeued.ok()) << requeued.status();
  ASSERT_EQ(requeued->row_errors_size(), 1);
  EXPECT_EQ(requeued->row_errors(0).reason(), v1::ERROR_REASON_CANDIDATE_RETIRED);
  EXPECT_EQ(bed.Get("c0").exclusion(), v1::EXCLUSION_REASON_RETIRED);
}

TEST_F(RetirementTest, UnknownAndRemovedIdsAreTheRowsErrorsAndARepeatSaysTheSame) {
  ASSERT_TRUE(bed_.Erase('b').ok());
  for (int call = 0; call < 2; ++call) {
    const auto retired = Retire("candidate_ids: ['a1', 'nobody', 'b1', 'a1'] request_id: 'id'");
    ASSERT_TRUE(retired.ok()) << retired.status();
    EXPECT_EQ(retired->retired(), 1u);
    ASSERT_EQ(retired->errors_size(), 2);
    EXPECT_EQ(retired->errors(0).reason(), v1::ERROR_REASON_CANDIDATE_UNKNOWN);
    EXPECT_EQ(retired->errors(1).reason(), v1::ERROR_REASON_CANDIDATE_REMOVED);
  }
}

}  // namespace
}  // namespace winnow::loop::testing
