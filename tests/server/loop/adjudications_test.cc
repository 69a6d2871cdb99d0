// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Labels that disagree, and who decides about them (governance.md G3).
#include "server/loop/adjudications.h"

#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/shard/tables.h"
#include "tests/server/loop/adjudication_bed.h"
#include "tests/testing/seed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string FieldOf(const absl::Status& status) {
  const auto violations = DetailOf(status).violations;
  return violations.empty() ? "" : violations[0].field;
}

TEST(Adjudications, HoldTheItemsWhoseLabelsDisagree) {
  AdjudicationBed bed;
  bed.AddCandidates(2);
  const auto batch = bed.Take();
  EXPECT_EQ(bed.Say(batch, "c0", 1, 2)->disputed(), 0u);
  EXPECT_EQ(bed.Say(batch, "c1", 1, 2)->disputed(), 0u);
  EXPECT_EQ(bed.Say(batch, "c0", 2, 3)->disputed(), 1u);
  const auto agreed = bed.Say(batch, "c1", 2, 2);
  EXPECT_EQ(agreed->done(), 1u);
  EXPECT_EQ(agreed->disputed(), 0u);
  for (int start = 0; start < 2; ++start) {
    const v1::ListAdjudicationsResponse disputes = bed.Disputes();
    ASSERT_EQ(disputes.adjudications_size(), 1);
    EXPECT_EQ(disputes.adjudications(0).candidate_id(), "c0");
    EXPECT_EQ(disputes.adjudications(0).rubric(), "asr@1");
    EXPECT_THAT(disputes.adjudications(0).criteria(), ElementsAre("word_errors"));
    EXPECT_EQ(disputes.adjudications(0).labels_size(), 2);
    bed.Restart();
  }
}

TEST(Adjudications, OfLabelsOfOneCallAreFoundToo) {
  AdjudicationBed bed(3);
  bed.AddCandidates(1);
  const auto batch = bed.Take();
  v1::SubmitLabelsRequest request;
  request.set_batch(batch.batch());
  request.set_token(batch.lease().token());
  for (const int annotator : {1, 2, 3})
    AdjudicationBed::AddLabel(request, "c0", annotator, annotator == 3 ? 1 : 0);
  const auto response = bed.Call(&Loop::labeling, &Labeling::SubmitLabels, request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->disputed(), 1u);
}

// Against a count of what was said, over batches, calls and restarts.
TEST(Adjudications, AreExactlyThoseOfItemsWithDifferentLabels) {
  std::mt19937 random(winnow::testing::Seed());
  AdjudicationBed bed(3);
  bed.AddCandidates(40);
  std::map<std::string, std::map<int, int>> said;
  for (int round = 0; round < 12; ++round) {
    const auto batch = bed.Take("max_items: 20");
    for (const v1::BatchItem& item : batch.items()) {
      v1::SubmitLabelsRequest request;
      request.set_batch(batch.batch());
      request.set_token(batch.lease().token());
      std::map<int, int>& labels = said[item.candidate_id()];
      for (int annotator = 1; annotator <= 4; ++annotator) {
        if (labels.size() == 3 || random() % 3 != 0 || labels.contains(annotator)) continue;
        labels[annotator] = random() % 4 == 0 ? 1 : 0;
        AdjudicationBed::AddLabel(request, item.candidate_id(), annotator, labels[annotator]);
      }
      if (request.labels().empty()) continue;
      const auto response = bed.Call(&Loop::labeling, &Labeling::SubmitLabels, request);
      ASSERT_TRUE(response.ok()) << response.status();
      ASSERT_TRUE(response->row_errors().empty()) << response->row_errors(0).message();
    }
    if (!batch.batch().empty()) bed.OnLease(&Dispatch::CompleteBatch, batch).IgnoreError();
    if (round % 4 == 3) bed.Restart();
  }
  std::set<std::string> expected;
  for (const auto& [id, labels] : said) {
    std::set<int> values;
    for (const auto& [annotator, value] : labels) values.insert(value);
    if (values.size() > 1) expected.insert(id);
  }
  EXPECT_GT(expected.size(), 3u);
  const std::vector<std::string> found = bed.DisputedIds();
  EXPECT_EQ(std::set<std::string>(found.begin(), found.end()), expected);
  std::vector<std::string> paged;
  std::string token;
  do {
    const auto page = bed.Disputes(absl::StrCat("page_size: 2 page_token: '", token, "'"));
    for (const v1::Adjudication& dispute : page.adjudications())
      paged.push_back(dispute.candidate_id());
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_EQ(paged, found);
}

class DisputeTest : public ::testing::Test {
 protected:
  DisputeTest() {
    bed_.AddCandidates(2);
    batch_ = bed_.Take();
    EXPECT_TRUE(bed_.Say(batch_, "c0", 1, 2).ok());
    EXPECT_TRUE(bed_.Say(batch_, "c0", 2, 3).ok());
  }

  AdjudicationBed bed_;
  v1::RequestBatchResponse batch_;
};

TEST_F(DisputeTest, IsDecidedOnceAndForGood) {
  const auto decided = bed_.Decide("c0", kWrongAnnotator, "request_id: 'r1'");
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(decided->adjudication().decision().values().at("word_errors").number(), 3);
  EXPECT_TRUE(decided->adjudication().decision().has_decide_time());
  const size_t leaves = LeavesOf(bed_).size();
  for (int start = 0; start < 2; ++start) {
    EXPECT_THAT(bed_.DisputedIds(), IsEmpty());
    EXPECT_EQ(bed_.Disputes("include_decided: true").adjudications_size(), 1);
    EXPECT_TRUE(bed_.Decide("c0", kWrongAnnotator, "request_id: 'r1'").ok());
    EXPECT_TRUE(bed_.Decide("c0", kWrongAnnotator).ok());
    EXPECT_EQ(
        ReasonOf(bed_.Decide("c0", By(kJudge, "cause: ADJUDICATION_CAUSE_AMBIGUOUS")).status()),
        v1::ERROR_REASON_ADJUDICATION_DECIDED);
    bed_.Restart();
  }
  EXPECT_EQ(LeavesOf(bed_).size(), leaves) << "one leaf for one decision";
}

TEST_F(DisputeTest, IsNotDecidedByWhatTheRulesForbid) {
  const auto refused = [&](const std::string& decision) {
    const absl::Status status = bed_.Decide("c0", decision).status();
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID) << decision;
    return FieldOf(status);
  };
  const std::string value = "values { key: 'word_errors' value { number: 3 } } ";
  EXPECT_EQ(refused(By(kJudge, value)), "decision.cause");
  EXPECT_EQ(refused(By("jane", "cause: ADJUDICATION_CAUSE_AMBIGUOUS")), "decision.adjudicator");
  EXPECT_EQ(refused(By("00000000000000a1", "cause: ADJUDICATION_CAUSE_AMBIGUOUS")),
            "decision.adjudicator")
      << "one of the annotators";
  EXPECT_EQ(refused(By(kJudge, "cause: ADJUDICATION_CAUSE_ANNOTATOR_ERROR")), "decision.values");
  EXPECT_EQ(refused(By(kJudge, "cause: ADJUDICATION_CAUSE_AMBIGUOUS " + value)), "decision.values");
  EXPECT_EQ(refused(By(kJudge,
                       "cause: ADJUDICATION_CAUSE_ANNOTATOR_ERROR "
                       "values { key: 'word_errors' value { number: -3 } }")),
            "decision.values.word_errors");
  EXPECT_EQ(refused(By(kJudge, "cause: ADJUDICATION_CAUSE_RUBRIC_BUG fixed_by: 'asr@2'")),
            "decision.fixed_by");
  EXPECT_EQ(refused(By(kJudge, "cause: ADJUDICATION_CAUSE_AMBIGUOUS fixed_by: 'asr@1'")),
            "decision.fixed_by");
  EXPECT_EQ(bed_.DisputedIds().size(), 1u);
}

TEST_F(DisputeTest, OfARubricBugNamesTheRevisionThatFixesIt) {
  ASSERT_TRUE(bed_.Call(&Loop::rubrics, &Rubrics::CreateRubricRevision,
                        Text<v1::CreateRubricRevisionRequest>(
                            "rubric_id: 'asr' rubric { label_use: LABEL_USE_REFERENCE "
                            "fixes: 'asr@1' criteria { name: 'ok' stage: STAGE_ACOUSTIC flag {} "
                            "required: true } }"))
                  .ok());
  const auto decided =
      bed_.Decide("c0", By(kJudge, "cause: ADJUDICATION_CAUSE_RUBRIC_BUG fixed_by: 'asr@2'"));
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(decided->adjudication().decision().fixed_by(), "asr@2");
}

TEST_F(DisputeTest, IsUnknownWhereNothingWaits) {
  for (const char* id : {"c1", "nobody"}) {
    EXPECT_EQ(ReasonOf(bed_.Decide(id, kWrongAnnotator).status()),
              v1::ERROR_REASON_ADJUDICATION_UNKNOWN);
  }
}

TEST_F(DisputeTest, EndsWithTheConsentOfItsSubject) {
  const auto revoked =
      bed_.Call(&Loop::consent, &Consent::RevokeConsent,
                Text<v1::RevokeConsentRequest>("consent_scope: 'consentScopes/research'"));
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_THAT(bed_.DisputedIds(), IsEmpty());
  EXPECT_EQ(ReasonOf(bed_.Decide("c0", kWrongAnnotator).status()),
            v1::ERROR_REASON_ADJUDICATION_UNKNOWN);
}

TEST_F(DisputeTest, LeavesNoRowOnceTheRetentionOfItsCandidateIsOver) {
  bed_.clock().Advance(absl::Hours(24 * 365 * 20));
  ASSERT_TRUE(bed_.Call(&Loop::retention, &Retention::RunRetention,
                        Text<v1::RunRetentionRequest>("queue: 'queues/q'"))
                  .ok());
  int rows = 0;
  ASSERT_TRUE(storage::AdjudicationTable::ScanAll(bed_.engine(), 0, [&](const auto&, auto&) {
                ++rows;
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(rows, 0);
  bed_.Restart();
  EXPECT_THAT(bed_.DisputedIds(), IsEmpty());
}

class RelabelTest : public DisputeTest {
 protected:
  absl::StatusOr<v1::RequeueItemsResponse> Relabel(const std::string& fields) {
    return bed_.Call(&Loop::dispatch, &Dispatch::RequeueItems,
                     Text<v1::RequeueItemsRequest>("queue: 'queues/q' " + fields));
  }
  std::vector<v1::Label> Labels() {
    const auto page = bed_.Call(&Loop::adjudications, &Adjudications::ListLabels,
                                Text<v1::ListLabelsRequest>("queue: 'queues/q'"));
    EXPECT_TRUE(page.ok()) << page.status();
    return {page->labels().begin(), page->labels().end()};
  }
};

TEST_F(RelabelTest, GivesUpLabelsAndTheirDisputeForACause) {
  const auto given_up = Relabel(
      "candidate_ids: ['c0', 'c1', 'x'] relabel_cause: RELABEL_CAUSE_CORRECTION "
      "request_id: 'r'");
  ASSERT_TRUE(given_up.ok()) << given_up.status();
  EXPECT_EQ(given_up->requeued(), 1u);
  EXPECT_EQ(given_up->labels(), 2u);
  ASSERT_EQ(given_up->row_errors_size(), 2);
  EXPECT_EQ(given_up->row_errors(0).reason(), v1::ERROR_REASON_ITEM_NOT_DEAD_LETTERED);
  for (int start = 0; start < 2; ++start) {
    EXPECT_THAT(Labels(), IsEmpty());
    EXPECT_THAT(bed_.DisputedIds(), IsEmpty());
    EXPECT_EQ(bed_.Get("c0").labels(), 0u);
    EXPECT_EQ(bed_.Get("c0").exclusion(), v1::EXCLUSION_REASON_UNSPECIFIED);
    EXPECT_EQ(Relabel("candidate_ids: ['c0', 'c1', 'x'] relabel_cause: RELABEL_CAUSE_CORRECTION "
                      "request_id: 'r'")
                  ->labels(),
              2u)
        << "the same call again";
    bed_.Restart();
  }
  const auto again = bed_.Take();
  ASSERT_EQ(again.items_size(), 1);
  ASSERT_TRUE(bed_.Say(again, "c0", 1, 5).ok());
  EXPECT_EQ(bed_.Say(again, "c0", 2, 5)->disputed(), 0u) << "what was given up is not compared";
  ASSERT_EQ(Labels().size(), 2u);
  for (const v1::Label& label : Labels())
    EXPECT_EQ(label.relabel_cause(), v1::RELABEL_CAUSE_CORRECTION);
}

TEST_F(RelabelTest, NeedsACauseAndAnItemThatNobodyHolds) {
  const auto without = Relabel("candidate_ids: 'c0'");
  ASSERT_EQ(without->row_errors_size(), 1);
  EXPECT_EQ(without->row_errors(0).reason(), v1::ERROR_REASON_ITEM_NOT_DEAD_LETTERED);
  ASSERT_TRUE(bed_.Say(batch_, "c1", 1, 2).ok());
  const auto held = Relabel("candidate_ids: 'c1' relabel_cause: RELABEL_CAUSE_CORRECTION");
  ASSERT_EQ(held->row_errors_size(), 1);
  EXPECT_EQ(held->row_errors(0).reason(), v1::ERROR_REASON_ITEM_LEASED);
  EXPECT_EQ(Labels().size(), 3u);
  EXPECT_EQ(Labels()[0].relabel_cause(), v1::RELABEL_CAUSE_UNSPECIFIED);
}

class RepeatedDecisionTest : public RelabelTest {
 protected:
  // Gives the labels of c0 up, and labels it again by `annotators` who disagree.
  void DisagreeAgain(int annotators = 2) {
    ASSERT_EQ(Relabel("candidate_ids: 'c0' relabel_cause: RELABEL_CAUSE_CORRECTION")->labels(), 2u);
    const auto batch = bed_.Take();
    for (int annotator = 3; annotator < 3 + annotators; ++annotator)
      ASSERT_TRUE(bed_.Say(batch, "c0", annotator, annotator).ok());
  }
};

TEST_F(RepeatedDecisionTest, DecidesNoLaterDispute) {
  const auto first = bed_.Decide("c0", kWrongAnnotator, "request_id: 'r1'");
  ASSERT_TRUE(first.ok()) << first.status();
  DisagreeAgain();
  for (int start = 0; start < 2; ++start) {
    const auto again = bed_.Decide("c0", kWrongAnnotator, "request_id: 'r1'");
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->adjudication().decision().SerializeAsString(),
              first->adjudication().decision().SerializeAsString());
    EXPECT_THAT(again->adjudication().labels(), IsEmpty()) << "those of then are given up";
    EXPECT_THAT(bed_.DisputedIds(), ElementsAre("c0"));
    bed_.Restart();
  }
  ASSERT_TRUE(bed_.Decide("c0", By(kJudge, "cause: ADJUDICATION_CAUSE_AMBIGUOUS")).ok());
  const auto again = bed_.Decide("c0", kWrongAnnotator, "request_id: 'r1'");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->adjudication().decision().cause(), v1::ADJUDICATION_CAUSE_ANNOTATOR_ERROR);
}

TEST_F(RepeatedDecisionTest, IsAnsweredWhenItsLabelsAreGivenUp) {
  ASSERT_TRUE(bed_.Decide("c0", kWrongAnnotator, "request_id: 'r1'").ok());
  ASSERT_NO_FATAL_FAILURE(DisagreeAgain(0));
  const auto again = bed_.Decide("c0", kWrongAnnotator, "request_id: 'r1'");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->adjudication().candidate_id(), "c0");
  EXPECT_TRUE(again->adjudication().decision().has_decide_time());
  EXPECT_EQ(ReasonOf(bed_.Decide("c0", kWrongAnnotator).status()),
            v1::ERROR_REASON_ADJUDICATION_UNKNOWN)
      << "another call";
}

TEST_F(RepeatedDecisionTest, IsAnsweredWhileTheFirstIsUnderWay) {
  bed_.AfterNextGet(
      [&] { ASSERT_TRUE(bed_.Decide("c0", kWrongAnnotator, "request_id: 'r1'").ok()); });
  const auto decided = bed_.Decide("c0", kWrongAnnotator, "request_id: 'r1'");
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(decided->adjudication().labels_size(), 2);
}

TEST_F(RepeatedDecisionTest, IsMadeAboutTheLabelsThatItWasCheckedWith) {
  bed_.AfterNextGet([&] { DisagreeAgain(); });
  EXPECT_EQ(ReasonOf(bed_.Decide("c0", kWrongAnnotator).status()),
            v1::ERROR_REASON_ADJUDICATION_UNKNOWN);
  EXPECT_THAT(bed_.DisputedIds(), ElementsAre("c0"));
}

TEST(Labels, AreListedByRevisionInPages) {
  AdjudicationBed bed;
  bed.AddCandidates(5);
  const auto batch = bed.Take();
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(bed.Say(batch, absl::StrCat("c", i), 1, i).ok());
    ASSERT_TRUE(bed.Say(batch, absl::StrCat("c", i), 2, i).ok());
  }
  std::vector<std::string> ids;
  auto request = Text<v1::ListLabelsRequest>("queue: 'queues/q' rubric: 'asr@1' page_size: 3");
  do {
    const auto page = bed.Call(&Loop::adjudications, &Adjudications::ListLabels, request);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LE(page->labels_size(), 3);
    for (const v1::Label& label : page->labels()) ids.push_back(label.candidate_id());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(ids, ElementsAre("c0", "c0", "c1", "c1", "c2", "c2", "c3", "c3", "c4", "c4"));
  request.set_rubric("asr@2");
  EXPECT_EQ(bed.Call(&Loop::adjudications, &Adjudications::ListLabels, request)->labels_size(), 0);
  request.set_page_token("ff");
  EXPECT_EQ(ReasonOf(bed.Call(&Loop::adjudications, &Adjudications::ListLabels, request).status()),
            v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

}  // namespace
}  // namespace winnow::loop::testing
