// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/labeling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>

#include "absl/time/time.h"
#include "server/loop/label_validation.h"
#include "server/loop/proto_time.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

v1::ErrorReason RowReason(const absl::StatusOr<v1::SubmitLabelsResponse>& response) {
  if (!response.ok() || response->row_errors_size() != 1) return v1::ERROR_REASON_UNSPECIFIED;
  return response->row_errors(0).reason();
}

TEST(Labeling, FinishesAnItemWithTheRequiredLabelsOfDistinctAnnotators) {
  ReviewBed bed("required_labels: 2");
  bed.AddCandidates(2);
  const auto batch = bed.Take();
  const auto first = bed.Label(batch, {"c0", "c1"}, 1);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->accepted(), 2u);
  EXPECT_EQ(first->done(), 0u);
  EXPECT_EQ(RowReason(bed.Label(batch, {"c0"}, 1)), v1::ERROR_REASON_ANNOTATOR_REPEATED);
  const auto second = bed.Label(batch, {"c0"}, 2);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->done(), 1u);
  EXPECT_EQ(second->open_items(), 1u);
  EXPECT_EQ(RowReason(bed.Label(batch, {"c0"}, 3)), v1::ERROR_REASON_ITEM_DONE);
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    EXPECT_EQ(bed.Get("c0").exclusion(), v1::EXCLUSION_REASON_ALREADY_LABELED);
    EXPECT_EQ(bed.Get("c0").labels(), 2u);
    EXPECT_EQ(bed.Get("c1").exclusion(), v1::EXCLUSION_REASON_LEASED);
  }
}

// Leases that bring a label are no attempts in vain, whatever the item still needs.
TEST(Labeling, ALeaseThatBroughtALabelIsNoAttempt) {
  ReviewBed bed("required_labels: 4 lease { max_attempts: 2 }");
  bed.AddCandidates(2);
  for (int annotator = 1; annotator <= 3; ++annotator) {
    const auto batch = bed.Take("lease { seconds: 60 }");
    ASSERT_EQ(IdsOf(batch).size(), annotator < 3 ? 2u : 1u) << annotator;
    ASSERT_TRUE(bed.Label(batch, {"c0"}, annotator).ok());
    bed.Restart();
    if (annotator == 1) {
      bed.clock().Advance(absl::Seconds(60));
      bed.Expire();
    } else {
      const auto completed = bed.OnLease<v1::CompleteBatchRequest>(&Dispatch::CompleteBatch, batch);
      ASSERT_TRUE(completed.ok()) << completed.status();
      EXPECT_EQ(completed->dead_lettered(), annotator == 2 ? 1u : 0u);
    }
    EXPECT_EQ(bed.Get("c0").attempts(), 0u);
    EXPECT_EQ(bed.Get("c1").attempts(), static_cast<uint32_t>(std::min(annotator, 2)));
  }
  EXPECT_EQ(bed.Get("c1").exclusion(), v1::EXCLUSION_REASON_DEAD_LETTERED);
  ASSERT_TRUE(bed.Label(bed.Take(), {"c0"}, 4).ok());
  EXPECT_EQ(bed.Get("c0").exclusion(), v1::EXCLUSION_REASON_ALREADY_LABELED);
}

TEST(Labeling, HasOneEffectPerRequestId) {
  ReviewBed bed;
  bed.AddCandidates(1);
  const auto batch = bed.Take();
  for (int repeat = 0; repeat < 3; ++repeat) {
    if (repeat == 2) bed.Restart();
    const auto answer = bed.Label(batch, {"c0"}, 1, "once");
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->accepted(), 1u);
    EXPECT_EQ(answer->done(), 1u);
    EXPECT_EQ(answer->row_errors_size(), 0);
  }
  EXPECT_EQ(bed.Get("c0").labels(), 1u);
}

TEST(Labeling, ClosesTheBatchWithItsLastItem) {
  ReviewBed bed;
  bed.AddCandidates(2);
  const auto batch = bed.Take();
  ASSERT_TRUE(bed.Label(batch, {"c0", "c1"}, 1).ok());
  EXPECT_EQ(bed.Status().open_batches(), 0u);
  EXPECT_EQ(bed.Status().labeled(), 2u);
  EXPECT_EQ(ReasonOf(bed.Label(batch, {"c0"}, 2).status()), v1::ERROR_REASON_LEASE_SUPERSEDED);
}

// api.md P2: late labels count while nobody has leased the item again.
TEST(Labeling, TakesLateLabelsUntilSomebodyLeasesTheItemAgain) {
  ReviewBed bed;
  bed.AddCandidates(3);
  const auto late = bed.Take("lease { seconds: 60 }");
  bed.clock().Advance(absl::Seconds(61));
  bed.Expire();
  const auto accepted = bed.Label(late, {"c0"}, 1);
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_EQ(accepted->done(), 1u);
  EXPECT_EQ(bed.Get("c0").exclusion(), v1::EXCLUSION_REASON_ALREADY_LABELED);
  const auto again = bed.Take();
  EXPECT_EQ(again.items_size(), 2);
  EXPECT_EQ(RowReason(bed.Label(late, {"c1"}, 1)), v1::ERROR_REASON_LEASE_SUPERSEDED);
  // Also once that lease has ended: the item went through other hands.
  ASSERT_TRUE(bed.OnLease(&Dispatch::CompleteBatch, again).ok());
  bed.Restart();
  EXPECT_EQ(RowReason(bed.Label(late, {"c1"}, 1)), v1::ERROR_REASON_LEASE_SUPERSEDED);
}

TEST(Labeling, RefusesLabelsForBatchesThatWereClosedOrBelongToOthers) {
  ReviewBed bed;
  bed.AddCandidates(2);
  auto batch = bed.Take();
  auto foreign = batch;
  foreign.mutable_lease()->set_token("1-1-77");
  EXPECT_EQ(ReasonOf(bed.Label(foreign, {"c0"}, 1).status()), v1::ERROR_REASON_LEASE_SUPERSEDED);
  ASSERT_TRUE(bed.OnLease(&Dispatch::CancelBatch, batch).ok());
  EXPECT_EQ(ReasonOf(bed.Label(batch, {"c0"}, 1).status()), v1::ERROR_REASON_LEASE_SUPERSEDED);
  batch.set_batch("queues/q/batches/9");
  EXPECT_EQ(ReasonOf(bed.Label(batch, {"c0"}, 1).status()), v1::ERROR_REASON_BATCH_UNKNOWN);
}

TEST(Labeling, RefusesRowsOfOtherItems) {
  ReviewBed bed;
  bed.AddCandidates(2);
  const auto batch = bed.Take("max_items: 1");
  const std::string mine = batch.items(0).candidate_id();
  EXPECT_EQ(RowReason(bed.Label(batch, {mine == "c0" ? "c1" : "c0"}, 1)),
            v1::ERROR_REASON_ITEM_NOT_IN_BATCH);
  EXPECT_EQ(RowReason(bed.Label(batch, {"nobody"}, 1)), v1::ERROR_REASON_CANDIDATE_UNKNOWN);
}

// A client that writes refused rows to a file has all of them, whichever answer it gets.
TEST(Labeling, AnswersARepeatedCallWithEveryRefusedRow) {
  ReviewBed bed;
  bed.AddCandidates(10);
  const auto batch = bed.Take();
  v1::SubmitLabelsRequest request;
  request.set_batch(batch.batch());
  request.set_token(batch.lease().token());
  request.set_request_id("r");
  for (int i = 0; i < 1000; ++i) {
    v1::Label& label = *request.add_labels();
    label.set_candidate_id((i % 3 == 0 ? "nobody" : "c") + std::to_string(i % 10));
    label.set_rubric("asr@1");
    label.set_annotator(i % 7 == 0 ? "jane" : "00000000000000a1");
    (*label.mutable_values())["word_errors"].set_number(2);
  }
  auto first = bed.Call(&Loop::labeling, &Labeling::SubmitLabels, request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->accepted(), 10u);
  ASSERT_EQ(first->row_errors_size(), 990);
  first->clear_position();
  for (int start = 0; start < 2; ++start) {
    auto again = bed.Call(&Loop::labeling, &Labeling::SubmitLabels, request);
    ASSERT_TRUE(again.ok()) << again.status();
    again->clear_position();
    EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
    bed.Restart();
  }
}

// api.md P2: consent and retention are checked again at renewal and submission.
TEST(Labeling, KeepsNoLabelOfACandidateWhoseConsentOrRetentionEnded) {
  ReviewBed bed("lease { max_lease { seconds: 7200 } }");
  const absl::Time scope_end = bed.clock().WallNow() + absl::Hours(1);
  auto scope = Text<v1::RegisterConsentScopeRequest>(
      "consent_scope { name: 'consentScopes/brief' purposes: PURPOSE_TRAINING }");
  *scope.mutable_consent_scope()->mutable_expire_time() = ToTimestamp(scope_end);
  ASSERT_TRUE(bed.Call(&Loop::registries, &Registries::RegisterConsentScope, scope).ok());
  v1::Candidate candidate = LoopBed::Complete("c0");
  candidate.set_consent_scope("brief");
  bed.Upsert({candidate, LoopBed::Complete("c1")});
  const auto batch = bed.Take("lease { seconds: 7200 }");
  EXPECT_EQ(batch.items_size(), 2);
  bed.clock().Advance(absl::Hours(1));
  EXPECT_EQ(RowReason(bed.Label(batch, {"c0"}, 1)), v1::ERROR_REASON_CONSENT_DISALLOWED);
  for (int call = 0; call < 3; ++call) {
    const auto renewed = bed.OnLease(&Dispatch::RenewLease, batch, "request_id: 'n'");
    ASSERT_TRUE(renewed.ok()) << renewed.status();
    ASSERT_EQ(renewed->withdrawn_size(), 1);
    EXPECT_EQ(renewed->withdrawn(0), "c0");
    if (call > 0) bed.Restart();
  }
  EXPECT_TRUE(bed.Label(batch, {"c1"}, 1).ok());
}

TEST(LabelValidation, NamesTheFieldThatIsWrong) {
  const absl::Time now = absl::FromUnixSeconds(1'767'225'600);
  const auto good = Text<v1::Label>(
      "candidate_id: 'c' rubric: 'asr@1' annotator: '00000000000000a1' values { key: 'ok' value { "
      "flag: true } }");
  EXPECT_EQ(CheckLabel(good, now), std::nullopt);
  const auto broken = [&](void (*change)(v1::Label&)) {
    v1::Label label = good;
    change(label);
    return std::string(CheckLabel(label, now).value_or("nothing"));
  };
  EXPECT_EQ(broken([](v1::Label& l) { l.set_annotator("jane.doe"); }), "annotator");
  EXPECT_EQ(broken([](v1::Label& l) { l.set_vendor("two words"); }), "vendor");
  EXPECT_EQ(broken([](v1::Label& l) { l.mutable_label_time()->set_seconds(4'102'444'800); }),
            "label_time");
}

}  // namespace
}  // namespace winnow::loop::testing
