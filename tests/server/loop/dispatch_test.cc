// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/dispatch.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/time/time.h"
#include "server/loop/manifest.h"
#include "server/loop/proto_time.h"
#include "server/shard/tables.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

std::set<std::string> IdsOf(const v1::RequestBatchResponse& batch) {
  std::set<std::string> ids;
  for (const v1::BatchItem& item : batch.items())
    EXPECT_TRUE(ids.insert(item.candidate_id()).second);
  return ids;
}

// api.md P2: each candidate is in one open batch, and the queue is never said to be empty while one
// is left.
TEST(Dispatch, LeasesEachCandidateOnceAndThenSaysWhenTheNextLeaseEnds) {
  ReviewBed bed;
  bed.AddCandidates(250);
  std::set<std::string> all;
  for (const int expected : {100, 100, 50}) {
    const auto batch = bed.Take("lease { seconds: 600 }");
    EXPECT_EQ(batch.items_size(), expected);
    for (const std::string& id : IdsOf(batch))
      EXPECT_TRUE(all.insert(id).second) << id << " is leased twice";
  }
  EXPECT_EQ(all.size(), 250u);
  bed.clock().Advance(absl::Seconds(100));
  const auto empty = bed.Take();
  EXPECT_EQ(empty.items_size(), 0);
  EXPECT_TRUE(empty.batch().empty());
  EXPECT_EQ(empty.empty_reason(), v1::EMPTY_REASON_ALL_LEASED);
  EXPECT_EQ(empty.retry_after().seconds(), 500);
}

// storage.md E4: a request id has one effect and one answer, also after a restart.
TEST(Dispatch, AnswersARepeatedRequestWithTheSameBatchAndToken) {
  ReviewBed bed;
  bed.AddCandidates(20);
  const auto first = bed.Take("max_items: 7 request_id: 'r1'");
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    const auto again = bed.Take("max_items: 7 request_id: 'r1'");
    EXPECT_EQ(again.batch(), first.batch());
    EXPECT_EQ(again.lease().token(), first.lease().token());
    EXPECT_EQ(IdsOf(again), IdsOf(first));
    EXPECT_EQ(again.manifest().digest(), first.manifest().digest());
  }
  EXPECT_EQ(bed.Status().leased(), 7u);
  const auto other = bed.Request("max_items: 8 request_id: 'r1'");
  EXPECT_EQ(ReasonOf(other.status()), v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST(Dispatch, PutsItemsBackWhenTheLeaseExpiresAndDeadLettersThemInTheEnd) {
  ReviewBed bed("lease { max_attempts: 2 }");
  bed.AddCandidates(3);
  for (int attempt = 1; attempt <= 2; ++attempt) {
    EXPECT_EQ(bed.Take("lease { seconds: 60 }").items_size(), 3) << attempt;
    bed.clock().Advance(absl::Seconds(60));
    bed.Expire();
    EXPECT_EQ(bed.Get("c0").attempts(), static_cast<uint32_t>(attempt));
  }
  EXPECT_EQ(bed.Get("c1").exclusion(), v1::EXCLUSION_REASON_DEAD_LETTERED);
  EXPECT_EQ(bed.Take().empty_reason(), v1::EMPTY_REASON_ALL_FILTERED);
  bed.Restart();
  EXPECT_EQ(bed.Get("c1").exclusion(), v1::EXCLUSION_REASON_DEAD_LETTERED);
  const auto requeued =
      bed.Call(&Loop::dispatch, &Dispatch::RequeueItems,
               Text<v1::RequeueItemsRequest>(
                   "queue: 'queues/q' candidate_ids: 'c1' candidate_ids: 'nobody'"));
  ASSERT_TRUE(requeued.ok()) << requeued.status();
  EXPECT_EQ(requeued->requeued(), 1u);
  ASSERT_EQ(requeued->row_errors_size(), 1);
  EXPECT_EQ(requeued->row_errors(0).reason(), v1::ERROR_REASON_CANDIDATE_UNKNOWN);
  EXPECT_EQ(bed.Take().items_size(), 1);
}

TEST(Dispatch, ExpiresBeforeItDrawsSoThatNobodyIsToldThatAllIsLeased) {
  ReviewBed bed;
  bed.AddCandidates(2);
  bed.Take("lease { seconds: 60 }");
  bed.clock().Advance(absl::Seconds(61));
  EXPECT_EQ(bed.Take().items_size(), 2);
}

TEST(Dispatch, RefusesTokensOfOthersAndOfLeasesThatEnded) {
  ReviewBed bed;
  bed.AddCandidates(4);
  auto mine = bed.Take("max_items: 2 lease { seconds: 60 }");
  const auto theirs = bed.Take("max_items: 2");
  auto foreign = mine;
  foreign.mutable_lease()->set_token(theirs.lease().token());
  EXPECT_EQ(ReasonOf(bed.OnLease(&Dispatch::RenewLease, foreign).status()),
            v1::ERROR_REASON_LEASE_SUPERSEDED);
  bed.clock().Advance(absl::Seconds(60));
  EXPECT_EQ(ReasonOf(bed.OnLease(&Dispatch::RenewLease, mine).status()),
            v1::ERROR_REASON_LEASE_SUPERSEDED);
  EXPECT_EQ(ReasonOf(bed.OnLease(&Dispatch::CompleteBatch, mine).status()),
            v1::ERROR_REASON_LEASE_SUPERSEDED);
  mine.set_batch("queues/q/batches/99");
  EXPECT_EQ(ReasonOf(bed.OnLease(&Dispatch::CancelBatch, mine).status()),
            v1::ERROR_REASON_BATCH_UNKNOWN);
}

TEST(Dispatch, TokensGrowOverARestart) {
  ReviewBed bed;
  bed.AddCandidates(2);
  const auto before = bed.Take("max_items: 1");
  bed.Restart();
  const auto after = bed.Take("max_items: 1");
  EXPECT_LT(before.lease().token(), after.lease().token());
  EXPECT_NE(before.items(0).candidate_id(), after.items(0).candidate_id());
}

// storage.md E4: renewal counts from now; after a restart a live lease gets its full term again:
// late, never early.
TEST(Dispatch, RenewsFromNowAndGivesTheFullTermAgainAfterARestart) {
  ReviewBed bed;
  bed.AddCandidates(1);
  const auto batch = bed.Take("lease { seconds: 100 }");
  bed.clock().Advance(absl::Seconds(90));
  ASSERT_TRUE(bed.OnLease(&Dispatch::RenewLease, batch, "lease { seconds: 100 }").ok());
  bed.clock().Advance(absl::Seconds(90));
  bed.Restart();
  bed.clock().Advance(absl::Seconds(99));
  EXPECT_EQ(bed.Take().empty_reason(), v1::EMPTY_REASON_ALL_LEASED);
  bed.clock().Advance(absl::Seconds(1));
  EXPECT_EQ(bed.Take().items_size(), 1);
}

TEST(Dispatch, MovesNoDeadlineWhenTheWallClockJumps) {
  ReviewBed bed;
  bed.AddCandidates(1);
  bed.Take("lease { seconds: 100 }");
  bed.clock().SetWall(bed.clock().WallNow() + absl::Hours(24));
  EXPECT_EQ(bed.Take().empty_reason(), v1::EMPTY_REASON_ALL_LEASED);
}

TEST(Dispatch, TakesItemsBackOneByOneAndClosesTheBatchWithTheLast) {
  ReviewBed bed;
  bed.AddCandidates(2);
  const auto batch = bed.Take();
  const auto first = bed.OnLease(
      &Dispatch::ReturnItems, batch,
      "candidate_ids: 'c0' candidate_ids: 'x' reason: RETURN_REASON_UNUSABLE request_id: 'a'");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->returned(), 1u);
  EXPECT_EQ(first->open_items(), 1u);
  ASSERT_EQ(first->row_errors_size(), 1);
  EXPECT_EQ(first->row_errors(0).reason(), v1::ERROR_REASON_ITEM_NOT_IN_BATCH);
  const auto again = bed.OnLease(
      &Dispatch::ReturnItems, batch,
      "candidate_ids: 'c0' candidate_ids: 'x' reason: RETURN_REASON_UNUSABLE request_id: 'a'");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->returned(), 1u);
  EXPECT_EQ(again->row_errors_size(), 1);
  EXPECT_EQ(bed.Get("c0").attempts(), 1u);
  ASSERT_TRUE(bed.OnLease(&Dispatch::ReturnItems, batch,
                          "candidate_ids: 'c1' reason: RETURN_REASON_OUT_OF_TIME")
                  .ok());
  EXPECT_EQ(ReasonOf(bed.OnLease(&Dispatch::RenewLease, batch).status()),
            v1::ERROR_REASON_LEASE_SUPERSEDED);
}

TEST(Dispatch, CountsAnAttemptOnCompletionButNotOnCancellation) {
  ReviewBed bed;
  bed.AddCandidates(1);
  const auto completed = bed.OnLease(&Dispatch::CompleteBatch, bed.Take());
  ASSERT_TRUE(completed.ok()) << completed.status();
  EXPECT_EQ(completed->returned(), 1u);
  EXPECT_EQ(completed->batch().state(), v1::BATCH_STATE_COMPLETED);
  EXPECT_EQ(bed.Get("c0").attempts(), 1u);
  const auto batch = bed.Take();
  for (int repeat = 0; repeat < 2; ++repeat) {
    const auto cancelled = bed.OnLease(&Dispatch::CancelBatch, batch, "request_id: 'c'");
    ASSERT_TRUE(cancelled.ok()) << cancelled.status();
    EXPECT_EQ(cancelled->batch().state(), v1::BATCH_STATE_CANCELLED);
    EXPECT_EQ(cancelled->returned(), 1u);
  }
  EXPECT_EQ(bed.Get("c0").attempts(), 1u);
}

TEST(Dispatch, LeavesNothingBehindAPreview) {
  ReviewBed bed("exploration { share: 1 }");
  bed.AddCandidates(50);
  const size_t leaves = LeavesOf(bed).size();
  const auto preview = bed.Take("max_items: 5 validate_only: true");
  EXPECT_EQ(preview.items_size(), 5);
  EXPECT_TRUE(preview.batch().empty());
  EXPECT_TRUE(preview.lease().token().empty());
  EXPECT_EQ(LeavesOf(bed).size(), leaves);
  EXPECT_EQ(bed.Status().leased(), 0u);
  EXPECT_NE(bed.Take("max_items: 5").manifest().seed(), preview.manifest().seed());
}

TEST(Dispatch, KeepsTheCapacityOfTheQueueAndOfALabeler) {
  ReviewBed bed("capacity { queue_items: 5 labeler_items: 3 }");
  bed.AddCandidates(20);
  EXPECT_EQ(bed.Take().items_size(), 3);
  EXPECT_EQ(bed.Take().empty_reason(), v1::EMPTY_REASON_CAPACITY);
  const auto other = bed.Take("labeler: 'others'");
  EXPECT_EQ(other.items_size(), 2);
  ASSERT_TRUE(bed.OnLease(&Dispatch::CancelBatch, other).ok());
  EXPECT_EQ(bed.Take("labeler: 'others'").items_size(), 2);
}

TEST(Dispatch, SaysWhyAnAnswerIsEmpty) {
  ReviewBed bed("allocation { default_quota { max: 0 } }");
  EXPECT_EQ(bed.Take().empty_reason(), v1::EMPTY_REASON_NO_SUPPLY);
  v1::Candidate unknown = LoopBed::Complete("u");
  unknown.set_source("nobody");
  bed.Upsert({unknown});
  const auto filtered = bed.Take();
  EXPECT_EQ(filtered.empty_reason(), v1::EMPTY_REASON_ALL_FILTERED);
  ASSERT_EQ(filtered.excluded_size(), 1);
  EXPECT_EQ(filtered.excluded(0).reason(), v1::EXCLUSION_REASON_SOURCE_UNKNOWN);
  EXPECT_EQ(filtered.excluded(0).count(), 1u);
  bed.AddCandidates(1);
  EXPECT_EQ(bed.Take().empty_reason(), v1::EMPTY_REASON_QUOTAS_FULL);
  EXPECT_EQ(ReasonOf(bed.Request("slices: 'no-such'").status()), v1::ERROR_REASON_SLICE_UNKNOWN);
}

TEST(Dispatch, SaysThatNoPolicyIsActive) {
  LoopBed bed;
  bed.SetUp("");
  const auto answer =
      bed.Call(&Loop::dispatch, &Dispatch::RequestBatch,
               Text<v1::RequestBatchRequest>("queue: 'queues/q' labeler: 'team' max_items: 1"));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->empty_reason(), v1::EMPTY_REASON_NO_ACTIVE_POLICY);
}

TEST(Dispatch, RefusesSizesAndTermsBeyondThePolicy) {
  ReviewBed bed("lease { max_items: 10 max_lease { seconds: 100 } }");
  const auto refused = bed.Request("max_items: 11 lease { seconds: 101 }");
  EXPECT_EQ(DetailOf(refused.status()).violations.size(), 2u);
  EXPECT_EQ(ReasonOf(bed.Request("max_items: 1 lease { seconds: -1 }").status()),
            v1::ERROR_REASON_FIELD_INVALID);
}

// A batch whose answer could not be sent must not be leased: its labeler would never learn of it.
TEST(Dispatch, LeasesNothingThatIsTooLargeToAnswerWith) {
  Limits limits;
  limits.answer_bytes = 3'000;
  ReviewBed bed("", 1, limits);
  bed.AddCandidates(200);
  const auto refused = bed.Request();
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(bed.Status().leased(), 0u);
  EXPECT_EQ(bed.Take("max_items: 10").items_size(), 10);
}

// governance.md G2: never leased when it would expire before the longest lease and the turnaround
// have passed.
TEST(Dispatch, LeasesNothingThatWouldExpireWhilePeopleWorkOnIt) {
  ReviewBed bed("lease { max_lease { seconds: 3600 } label_turnaround { seconds: 3600 } }");
  v1::Candidate candidate = LoopBed::Complete("c0");
  *candidate.mutable_retain_until() =
      ToTimestamp(bed.clock().WallNow() + absl::Hours(2) + absl::Seconds(10));
  bed.Upsert({candidate});
  const auto batch = bed.Take();
  EXPECT_EQ(batch.items_size(), 1);
  ASSERT_TRUE(bed.OnLease(&Dispatch::CancelBatch, batch).ok());
  bed.clock().Advance(absl::Seconds(11));
  EXPECT_EQ(bed.Take().empty_reason(), v1::EMPTY_REASON_ALL_FILTERED);
  EXPECT_EQ(bed.Get("c0").exclusion(), v1::EXCLUSION_REASON_RETENTION);
}

// selection.md S8: digests verify, and each manifest names the one before.
TEST(Dispatch, ChainsManifestsByDigest) {
  ReviewBed bed("exploration { share: 0.5 }");
  bed.AddCandidates(40);
  std::string previous;
  for (uint64_t batch_no = 1; batch_no <= 3; ++batch_no) {
    if (batch_no == 3) bed.Restart();
    const auto batch = bed.Take("max_items: 10");
    EXPECT_EQ(batch.manifest().previous_digest(), previous);
    previous = batch.manifest().digest();
    auto stored = storage::BatchTable::Get(bed.engine(), 0, {1, batch_no});
    ASSERT_TRUE(stored.ok() && stored->has_value());
    EXPECT_EQ(ManifestDigest(**stored).ToHex(), batch.manifest().digest());
    storage::v1::BatchRecord forged = **stored;
    forged.mutable_items(3)->mutable_hash()->at(0) ^= 1;
    EXPECT_NE(ManifestDigest(forged).ToHex(), batch.manifest().digest());
    for (const auto& item : (*stored)->items()) {
      v1::ManifestItem opened;
      ASSERT_TRUE(opened.ParseFromString(item.item()));
      if (opened.arm() != v1::ARM_EXPLORE) {
        EXPECT_EQ(opened.inclusion_probability(), 1);
      }
      EXPECT_GT(opened.inclusion_probability(), 0);
    }
  }
}

// Without launch relevance a slice is in no frame, and its candidates are counted under that reason
// (S3).
TEST(Dispatch, KeepsSlicesWithoutLaunchRelevanceOutOfTheFrame) {
  ReviewBed bed;
  bed.AddCandidates(3);
  const std::string slice = LoopBed::Complete("c0").slice();
  auto update = Text<v1::UpdateSliceRequest>(
      "slice { launch_weight: 0 } update_mask { paths: 'launch_weight' }");
  update.mutable_slice()->set_name("queues/q/slices/" + slice);
  ASSERT_TRUE(bed.Call(&Loop::queues, &Queues::UpdateSlice, update).ok());
  const auto empty = bed.Take();
  EXPECT_EQ(empty.empty_reason(), v1::EMPTY_REASON_ALL_FILTERED);
  ASSERT_EQ(empty.excluded_size(), 1);
  EXPECT_EQ(empty.excluded(0).reason(), v1::EXCLUSION_REASON_NO_LAUNCH_RELEVANCE);
  EXPECT_EQ(empty.excluded(0).count(), 3u);
}

}  // namespace
}  // namespace winnow::loop::testing
