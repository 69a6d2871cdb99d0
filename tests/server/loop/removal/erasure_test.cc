// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// EraseSubject: nothing of a person stays, what was decided still verifies, and no cut changes
// that.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "server/digest/sha256.h"
#include "tests/server/loop/removal/removal_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ErasureTest : public ::testing::Test {
 protected:
  RemovalBed bed_;
};

TEST_F(ErasureTest, NothingOfTheSubjectStaysInAnyRowOrLeafAndTheOthersStay) {
  EXPECT_GT(bed_.Traces('a'), 20u);
  const size_t others = bed_.Traces('b');
  const auto erased = bed_.Erase('a');
  ASSERT_TRUE(erased.ok()) << erased.status();
  EXPECT_EQ(erased->receipt().candidates(), 10u);
  EXPECT_GT(erased->receipt().labels(), 0u);
  EXPECT_GT(erased->receipt().batches(), 0u);
  EXPECT_EQ(bed_.Traces('a'), 0u);
  EXPECT_EQ(bed_.Traces('b'), others);
  EXPECT_THAT(bed_.Problems(), IsEmpty());
}

TEST_F(ErasureTest, ATombstoneSaysWhereTheCandidateWasAndNothingElse) {
  std::string leased;
  for (const auto& item : bed_.batches[0].items()) {
    if (item.candidate_id()[0] == 'a') leased = item.candidate_id();
  }
  ASSERT_FALSE(leased.empty());
  ASSERT_TRUE(bed_.Erase('a').ok());
  const v1::CandidateStatus status = bed_.Get(leased);
  const v1::Tombstone& tombstone = status.tombstone();
  EXPECT_EQ(tombstone.candidate_id(), leased);
  EXPECT_EQ(tombstone.source(), "src");
  EXPECT_EQ(tombstone.consent_scope(), "research");
  EXPECT_EQ(tombstone.reason(), v1::REMOVAL_REASON_ERASURE);
  EXPECT_THAT(tombstone.policies(), Contains("p@1"));
  EXPECT_THAT(tombstone.batches(), Contains(bed_.batches[0].batch()));
  EXPECT_EQ(tombstone.item_hashes_size(), tombstone.batches_size());
  v1::CandidateStatus rest = status;
  rest.clear_tombstone();
  EXPECT_EQ(rest.ShortDebugString(), absl::StrCat("candidate { candidate_id: \"", leased, "\" }"));
}

TEST_F(ErasureTest, BatchesThatHeldTheSubjectStillVerifyAndSayErased) {
  ASSERT_TRUE(bed_.Erase('a').ok());
  uint64_t erased = 0;
  for (const auto& batch : bed_.batches) {
    const v1::VerifyBatchResponse verified = bed_.Verify(batch.batch());
    EXPECT_THAT(verified.findings(), IsEmpty()) << verified.DebugString();
    EXPECT_EQ(verified.digest(), batch.manifest().digest());
    erased += verified.erased_items();
  }
  EXPECT_GT(erased, 0u);
}

TEST_F(ErasureTest, WhatComesOfTheSubjectLaterIsRefusedAndAnIdIsNeverTakenAgain) {
  ASSERT_TRUE(bed_.Erase('a').ok());
  v1::Candidate fresh = RemovalBed::Of('a', 77);
  v1::Candidate other = LoopBed::Complete("a3");
  const v1::IngestResult result = bed_.Upsert({fresh, other});
  EXPECT_EQ(result.accepted(), 0u);
  ASSERT_THAT(result.row_errors(), SizeIs(2));
  EXPECT_EQ(result.row_errors(0).reason(), v1::ERROR_REASON_SUBJECT_ERASED);
  EXPECT_EQ(result.row_errors(1).reason(), v1::ERROR_REASON_CANDIDATE_REMOVED);
  bed_.Restart();
  EXPECT_THAT(bed_.Upsert({fresh, other}).row_errors(), SizeIs(2));
  EXPECT_EQ(bed_.Traces('a'), 0u);
}

TEST_F(ErasureTest, OpenItemsLeaveTheirBatchAndNoLabelOfThemIsTaken) {
  const v1::RequestBatchResponse& open = bed_.batches.back();
  std::string of_subject;
  for (const auto& item : open.items()) {
    if (item.candidate_id()[0] == 'a') of_subject = item.candidate_id();
  }
  ASSERT_FALSE(of_subject.empty());
  const uint64_t leased = bed_.Status().leased();
  ASSERT_TRUE(bed_.Erase('a').ok());
  EXPECT_LT(bed_.Status().leased(), leased);
  const auto labelled = bed_.Label(open, {of_subject}, 3);
  EXPECT_TRUE(!labelled.ok() || labelled->accepted() == 0);
}

TEST_F(ErasureTest, ARestartGivesTheSameState) {
  ASSERT_TRUE(bed_.Erase('a').ok());
  EXPECT_THAT(bed_.LostByRestart(), IsEmpty());
}

TEST_F(ErasureTest, TheSameCallGivesTheSameReceiptWhichNamesItsLeaves) {
  const auto first = bed_.Erase('a', "id");
  ASSERT_TRUE(first.ok()) << first.status();
  const auto again = bed_.Erase('a', "id");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->receipt().SerializeAsString(), first->receipt().SerializeAsString());
  EXPECT_EQ(ReasonOf(bed_.Erase('b', "id").status()), v1::ERROR_REASON_REQUEST_ID_REUSED);
  const v1::ErasureReceipt& receipt = first->receipt();
  EXPECT_EQ(receipt.subject_digest(), std::string(digest::Sha256(RemovalBed::Subject('a')).view()));
  ASSERT_GE(receipt.leaves_size(), 1);
  for (const v1::ErasureLeaf& leaf : receipt.leaves()) {
    const auto leaves = LeavesOf(bed_, static_cast<storage::ShardId>(leaf.shard()));
    ASSERT_LE(leaf.seq(), leaves.size());
    EXPECT_EQ(leaves[leaf.seq() - 1].method(), "EraseSubject");
    EXPECT_EQ(leaves[leaf.seq() - 1].object(), "erasures/1");
  }
}

TEST_F(ErasureTest, AMalformedSubjectIsRefusedAndNotRepeated) {
  v1::EraseSubjectRequest request;
  request.set_subject("Jane Roe");
  const auto refused = bed_.Call(&Loop::erasures, &Erasures::EraseSubject, request);
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_FALSE(absl::StrContains(refused.status().ToString(), "Jane"));
}

TEST_F(ErasureTest, ASubjectThatNobodyKnowsIsErasedAllTheSame) {
  v1::EraseSubjectRequest request;
  request.set_subject("00000000000000000000000000000000");
  const auto erased = bed_.Call(&Loop::erasures, &Erasures::EraseSubject, request);
  ASSERT_TRUE(erased.ok()) << erased.status();
  EXPECT_EQ(erased->receipt().candidates(), 0u);
  EXPECT_EQ(erased->receipt().leaves_size(), 1);
}

TEST(ErasureOverShardsTest, EveryShardForgetsTheSubject) {
  RemovalBed bed(3);
  ASSERT_TRUE(bed.Erase('a').ok());
  EXPECT_EQ(bed.Traces('a'), 0u);
  EXPECT_THAT(bed.Problems(), IsEmpty());
}

// The commits of the erasure fail one after the other; each time the next start finishes it.
TEST(ErasureCutOffTest, EveryCutIsHealedByTheNextStart) {
  for (int cut = 0; cut < 40; ++cut) {
    shard::testing::GatedEngine* gate = nullptr;
    RemovalBed bed(1, [&](shard::testing::GatedEngine& engine) { gate = &engine; });
    gate->FailNext({storage::Outcome::kUnknown, 0, absl::UnavailableError("cut")}, cut);
    const bool erased = bed.Erase('a').ok();
    bed.Restart();
    ASSERT_TRUE(bed.loop().erasures.Resume({}).ok());
    if (cut > 0) {  // else the erasure itself was never stored
      EXPECT_EQ(bed.Traces('a'), 0u) << cut;
      EXPECT_EQ(bed.Upsert({RemovalBed::Of('a', 77)}).row_errors_size(), 1) << cut;
    }
    EXPECT_THAT(bed.Problems(), IsEmpty()) << cut;
    for (const auto& batch : bed.batches)
      EXPECT_THAT(bed.Verify(batch.batch()).findings(), IsEmpty()) << cut;
    if (erased) {
      EXPECT_GT(cut, 3);
      return;
    }
  }
  ADD_FAILURE() << "the erasure never came to its end";
}

}  // namespace
}  // namespace winnow::loop::testing
