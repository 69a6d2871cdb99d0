// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a revocation stops, what it tells, and that it holds for good (governance.md G2).
#include "server/loop/consent.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/digest/sha256.h"
#include "server/loop/proto_time.h"
#include "server/loop/withdraw_revoked.h"
#include "server/shard/mutate_and_wait.h"
#include "server/shard/tables.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kAnn[] = "00000000000000aa";
constexpr char kBob[] = "00000000000000bb";

class ConsentTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::RevokeConsentResponse> Revoke(const std::string& fields) {
    return bed_.Call(&Loop::consent, &Consent::RevokeConsent,
                     Text<v1::RevokeConsentRequest>(fields));
  }
  v1::RevokeConsentResponse MustRevoke(const std::string& fields) {
    auto response = Revoke(fields);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::RevokeConsentResponse();
  }
  static std::string Of(const std::string& subject) { return "subject: '" + subject + "' "; }

  void Add(const std::string& id, const std::string& subject) {
    v1::Candidate candidate = LoopBed::Complete(id);
    candidate.set_subject(subject);
    EXPECT_EQ(bed_.Upsert({candidate}).accepted(), 1u);
  }
  v1::ExclusionReason Exclusion(const std::string& id) { return bed_.Get(id).exclusion(); }

  ReviewBed bed_{"lease { max_attempts: 1 }"};
};

TEST_F(ConsentTest, ARevokedSubjectIsNotSelected) {
  Add("a", kAnn);
  Add("b", kBob);
  EXPECT_EQ(MustRevoke(Of(kAnn)).candidates(), 1u);
  EXPECT_EQ(Exclusion("a"), v1::EXCLUSION_REASON_CONSENT_REVOKED);
  const v1::RequestBatchResponse batch = bed_.Take();
  ASSERT_EQ(batch.items_size(), 1);
  EXPECT_EQ(batch.items(0).candidate_id(), "b");
}

TEST_F(ConsentTest, ARevokedScopeIsNotSelected) {
  Add("a", kAnn);
  Add("b", "");
  EXPECT_EQ(MustRevoke("consent_scope: 'consentScopes/research'").candidates(), 2u);
  const v1::RequestBatchResponse batch = bed_.Take();
  EXPECT_EQ(batch.empty_reason(), v1::EMPTY_REASON_ALL_FILTERED);
  ASSERT_EQ(batch.excluded_size(), 1);
  EXPECT_EQ(batch.excluded(0).reason(), v1::EXCLUSION_REASON_CONSENT_REVOKED);
  EXPECT_EQ(batch.excluded(0).count(), 2u);
}

TEST_F(ConsentTest, WhatArrivesLaterIsNotSelectedEither) {
  MustRevoke(Of(kAnn));
  MustRevoke("consent_scope: 'consentScopes/research'");
  ASSERT_TRUE(
      bed_.Call(&Loop::registries, &Registries::RegisterConsentScope,
                Text<v1::RegisterConsentScopeRequest>("consent_scope { name: 'consentScopes/other' "
                                                      "purposes: PURPOSE_TRAINING }"))
          .ok());
  Add("of-scope", kBob);
  v1::Candidate candidate = LoopBed::Complete("of-subject");
  candidate.set_subject(kAnn);
  candidate.set_consent_scope("other");
  bed_.Upsert({candidate});
  EXPECT_EQ(Exclusion("of-scope"), v1::EXCLUSION_REASON_CONSENT_REVOKED);
  EXPECT_EQ(Exclusion("of-subject"), v1::EXCLUSION_REASON_CONSENT_REVOKED);
  candidate.set_candidate_id("free");
  candidate.set_subject(kBob);
  bed_.Upsert({candidate});
  EXPECT_EQ(Exclusion("free"), v1::EXCLUSION_REASON_UNSPECIFIED);
}

TEST_F(ConsentTest, ItemsOfOpenBatchesAreWithdrawnAndTheirLabelsRefused) {
  Add("a", kAnn);
  Add("b", kBob);
  const v1::RequestBatchResponse batch = bed_.Take();
  ASSERT_EQ(batch.items_size(), 2);
  const v1::RevokeConsentResponse revoked = MustRevoke(Of(kAnn));
  EXPECT_EQ(revoked.withdrawn_items(), 1u);
  EXPECT_THAT(revoked.batches(), ElementsAre(batch.batch()));
  EXPECT_EQ(revoked.batch_count(), 1u);
  EXPECT_EQ(bed_.Get("a").batch(), "");
  EXPECT_EQ(bed_.Status().leased(), 1u);
  const auto labels = bed_.Label(batch, {"a", "b"}, 1);
  ASSERT_TRUE(labels.ok()) << labels.status();
  EXPECT_EQ(labels->accepted(), 1u);
  ASSERT_EQ(labels->row_errors_size(), 1);
  EXPECT_EQ(labels->row_errors(0).reason(), v1::ERROR_REASON_CONSENT_REVOKED);
  EXPECT_EQ(bed_.Get("a").labels(), 0u);
}

TEST_F(ConsentTest, LateLabelsOfAnExpiredLeaseAreRefused) {
  Add("a", kAnn);
  Add("b", kBob);
  const v1::RequestBatchResponse batch = bed_.Take("lease { seconds: 60 }");
  bed_.clock().Advance(absl::Seconds(61));
  bed_.Expire();
  MustRevoke(Of(kAnn));
  const auto labels = bed_.Label(batch, {"a", "b"}, 1);
  ASSERT_TRUE(labels.ok()) << labels.status();
  EXPECT_EQ(labels->accepted(), 1u);
  ASSERT_EQ(labels->row_errors_size(), 1);
  EXPECT_EQ(labels->row_errors(0).reason(), v1::ERROR_REASON_CONSENT_REVOKED);
}

TEST_F(ConsentTest, TheLeaseGoesOnForTheOtherItems) {
  Add("a", kAnn);
  Add("b", kBob);
  const v1::RequestBatchResponse batch = bed_.Take();
  MustRevoke(Of(kAnn));
  const auto renewed = bed_.OnLease(&Dispatch::RenewLease, batch, "lease { seconds: 60 }");
  ASSERT_TRUE(renewed.ok()) << renewed.status();
  EXPECT_THAT(renewed->withdrawn(), IsEmpty());
  EXPECT_TRUE(bed_.OnLease(&Dispatch::CompleteBatch, batch).ok());
}

std::set<std::string> ItemsOf(const v1::RequestBatchResponse& batch) {
  std::set<std::string> ids;
  for (const v1::BatchItem& item : batch.items()) ids.insert(item.candidate_id());
  return ids;
}

// Its answer was lost, or so it seems.
TEST_F(ConsentTest, ARepeatedRequestTellsOfNothingThatWasRevoked) {
  Add("a", kAnn);
  Add("b", kBob);
  for (int call = 0; call < 2; ++call)
    EXPECT_THAT(ItemsOf(bed_.Take("request_id: 'r'")), ElementsAre("a", "b"));
  MustRevoke(Of(kAnn));
  EXPECT_THAT(ItemsOf(bed_.Take("request_id: 'r'")), ElementsAre("b"));
  bed_.Restart();
  EXPECT_THAT(ItemsOf(bed_.Take("request_id: 'r'")), ElementsAre("b"));
  MustRevoke("consent_scope: 'consentScopes/research'");
  EXPECT_THAT(ItemsOf(bed_.Take("request_id: 'r'")), IsEmpty());
}

TEST(RetentionOfARepeatedRequest, IsThatOfTheMoment) {
  ReviewBed bed(
      "lease { max_lease { seconds: 60 } default_lease { seconds: 60 } "
      "label_turnaround { seconds: 60 } }");
  v1::Candidate brief = LoopBed::Complete("a");
  *brief.mutable_retain_until() = ToTimestamp(bed.clock().WallNow() + absl::Hours(1));
  bed.Upsert({brief, LoopBed::Complete("b")});
  for (int call = 0; call < 2; ++call)
    EXPECT_THAT(ItemsOf(bed.Take("request_id: 'r'")), ElementsAre("a", "b"));
  bed.clock().Advance(absl::Hours(2));
  EXPECT_THAT(ItemsOf(bed.Take("request_id: 'r'")), ElementsAre("b"));
}

TEST_F(ConsentTest, AnExportLeavesRevokedItemsOut) {
  Add("a", kAnn);
  Add("b", kBob);
  const v1::RequestBatchResponse batch = bed_.Take();
  MustRevoke(Of(kAnn));
  auto request = Text<v1::ExportBatchRequest>("format: EXPORT_FORMAT_CSV");
  request.set_name(batch.batch());
  auto source = bed_.Call(&Loop::batches, &Batches::ExportBatch, request);
  ASSERT_TRUE(source.ok()) << source.status();
  std::string text;
  for (auto piece = (*source)(); piece.ok() && !piece->empty(); piece = (*source)()) text += *piece;
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("\na,")));
  EXPECT_THAT(text, ::testing::HasSubstr("b,"));
}

TEST_F(ConsentTest, ADeadLetteredItemCannotBeRequeued) {
  Add("a", kAnn);
  const v1::RequestBatchResponse batch = bed_.Take();
  EXPECT_TRUE(bed_.OnLease(&Dispatch::CompleteBatch, batch).ok());
  MustRevoke(Of(kAnn));
  const auto requeued =
      bed_.Call(&Loop::dispatch, &Dispatch::RequeueItems,
                Text<v1::RequeueItemsRequest>("queue: 'queues/q' candidate_ids: 'a'"));
  ASSERT_TRUE(requeued.ok()) << requeued.status();
  EXPECT_EQ(requeued->requeued(), 0u);
  ASSERT_EQ(requeued->row_errors_size(), 1);
  EXPECT_EQ(requeued->row_errors(0).reason(), v1::ERROR_REASON_CONSENT_REVOKED);
}

TEST_F(ConsentTest, ClosedBatchesThatHoldOneAreNamed) {
  Add("a", kAnn);
  const v1::RequestBatchResponse closed = bed_.Take();
  EXPECT_TRUE(bed_.OnLease(&Dispatch::CancelBatch, closed).ok());
  Add("b", kBob);
  const v1::RequestBatchResponse open = bed_.Take("max_items: 100");
  ASSERT_EQ(open.items_size(), 2);
  const v1::RevokeConsentResponse revoked = MustRevoke(Of(kAnn));
  EXPECT_THAT(revoked.batches(), ElementsAre(closed.batch(), open.batch()));
  EXPECT_EQ(MustRevoke(Of(kBob)).batch_count(), 1u);
}

TEST_F(ConsentTest, OneRequestIdHasOneEffectAndOneAnswer) {
  Add("a", kAnn);
  const v1::RequestBatchResponse batch = bed_.Take();
  const std::string call = Of(kAnn) + "request_id: 'r1'";
  const v1::RevokeConsentResponse first = MustRevoke(call);
  EXPECT_EQ(first.withdrawn_items(), 1u);
  const size_t leaves = LeavesOf(bed_).size();
  for (const bool restart : {false, true}) {
    if (restart) bed_.Restart();
    const v1::RevokeConsentResponse again = MustRevoke(call);
    EXPECT_EQ(again.candidates(), 1u);
    EXPECT_EQ(again.withdrawn_items(), 1u);
    EXPECT_THAT(again.batches(), ElementsAre(batch.batch()));
  }
  EXPECT_EQ(LeavesOf(bed_).size(), leaves);
  EXPECT_EQ(ReasonOf(Revoke(Of(kBob) + "request_id: 'r1'").status()),
            v1::ERROR_REASON_REQUEST_ID_REUSED);
  // Revoked is revoked, whoever asks again.
  EXPECT_EQ(MustRevoke(Of(kAnn) + "request_id: 'r2'").candidates(), 1u);
  EXPECT_EQ(LeavesOf(bed_).size(), leaves);
}

TEST_F(ConsentTest, ARevocationSurvivesARestart) {
  Add("a", kAnn);
  Add("b", kBob);
  const v1::RequestBatchResponse batch = bed_.Take();
  MustRevoke(Of(kAnn));
  bed_.Restart();
  EXPECT_EQ(Exclusion("a"), v1::EXCLUSION_REASON_CONSENT_REVOKED);
  Add("later", kAnn);
  EXPECT_EQ(Exclusion("later"), v1::EXCLUSION_REASON_CONSENT_REVOKED);
  const auto labels = bed_.Label(batch, {"a", "b"}, 1);
  ASSERT_TRUE(labels.ok()) << labels.status();
  EXPECT_EQ(labels->accepted(), 1u);
}

TEST_F(ConsentTest, NoSubjectIsInTheLog) {
  MustRevoke(Of(kAnn) + "request_id: 'r1'");
  for (const storage::v1::LeafRecord& leaf : LeavesOf(bed_))
    EXPECT_THAT(leaf.SerializeAsString(), ::testing::Not(::testing::HasSubstr(kAnn)));
}

TEST_F(ConsentTest, WhatIsNoTargetIsRefused) {
  EXPECT_EQ(ReasonOf(Revoke("").status()), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(ReasonOf(Revoke("subject: 'Ann'").status()), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(ReasonOf(Revoke("consent_scope: 'research'").status()), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(ReasonOf(Revoke("consent_scope: 'consentScopes/none'").status()),
            v1::ERROR_REASON_FIELD_INVALID);
}

// A crash after the commit of the control shard: nothing of the rest has happened yet.
TEST_F(ConsentTest, WhatWasCommittedInTheControlShardHoldsAfterARestart) {
  Add("a", kAnn);
  Add("b", kBob);
  const v1::RequestBatchResponse batch = bed_.Take();
  const absl::Status committed = shard::MutateAndWait(
      bed_.shards().control(), [](shard::ShardState& state, shard::MutationLog& log) {
        storage::v1::RevocationRecord record;
        record.set_number(1);
        record.set_subject(digest::Sha256(kAnn).ToHex());
        shard::Mutation mutation;
        storage::RevocationTable::Put(state.shard, 1, record, &mutation.writes);
        log.Add(std::move(mutation));
        return absl::OkStatus();
      });
  ASSERT_TRUE(committed.ok()) << committed;
  bed_.Restart();
  EXPECT_EQ(Exclusion("a"), v1::EXCLUSION_REASON_CONSENT_REVOKED);
  const auto labels = bed_.Label(batch, {"a"}, 1);
  ASSERT_TRUE(labels.ok()) << labels.status();
  ASSERT_EQ(labels->row_errors_size(), 1);
  EXPECT_EQ(labels->row_errors(0).reason(), v1::ERROR_REASON_CONSENT_REVOKED);
  ASSERT_TRUE(WithdrawRevoked(bed_.shards().at(0)).ok());
  EXPECT_EQ(bed_.Get("a").batch(), "");
  EXPECT_EQ(bed_.Get("b").batch(), batch.batch());
  EXPECT_EQ(MustRevoke(Of(kAnn)).withdrawn_items(), 1u);
}

}  // namespace
}  // namespace winnow::loop::testing
