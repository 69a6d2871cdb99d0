// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Labels of several annotators: what becomes of them when a policy asks for more or fewer, and when
// a rubric has a new revision.
#include "gmock/gmock.h"
#include "tests/server/loop/adjudication_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RequiredLabelsTest : public ::testing::Test {
 protected:
  void Require(AdjudicationBed& bed, int required, int revision = 2) {
    const auto created =
        bed.Call(&Loop::policies, &Policies::CreatePolicyRevision,
                 Text<v1::CreatePolicyRevisionRequest>(absl::StrCat(
                     "policy_id: 'p' policy { purpose: PURPOSE_TRAINING allocation { kind: "
                     "ALLOCATION_KIND_EQUAL } required_labels: ",
                     required, " }")));
    ASSERT_TRUE(created.ok()) << created.status();
    testing::Approve(bed, absl::StrCat("policies/p@", revision));
    const auto active =
        bed.Call(&Loop::policies, &Policies::ActivatePolicyRevision,
                 Text<v1::ActivatePolicyRevisionRequest>("queue: 'queues/q' policy: 'policies/p'"));
    ASSERT_TRUE(active.ok()) << active.status();
  }
  v1::DatasetVersion Freeze(AdjudicationBed& bed) {
    const auto version =
        bed.Call(&Loop::datasets, &Datasets::CreateDatasetVersion,
                 Text<v1::CreateDatasetVersionRequest>(
                     "dataset: 'datasets/d' queue: 'queues/q' purpose: PURPOSE_TRAINING"));
    EXPECT_TRUE(version.ok()) << version.status();
    return version.ok() ? version->dataset_version() : v1::DatasetVersion();
  }
};

TEST_F(RequiredLabelsTest, FewerLeaveNoLabelsThatNobodyCompared) {
  AdjudicationBed bed(3);
  bed.AddCandidates(3);
  const auto batch = bed.Take();
  for (const char* id : {"c0", "c1"}) ASSERT_TRUE(bed.Say(batch, id, 1, 1).ok());
  EXPECT_EQ(bed.Say(batch, "c0", 2, 9)->disputed(), 1u);
  ASSERT_TRUE(bed.Say(batch, "c1", 2, 1).ok());
  ASSERT_TRUE(bed.Say(batch, "c2", 1, 1).ok());
  Require(bed, 2);
  EXPECT_THAT(bed.DisputedIds(), ElementsAre("c0"));
  Require(bed, 1, 3);
  EXPECT_EQ(bed.Say(batch, "c2", 2, 9)->disputed(), 1u) << "one more than is asked for";
  ASSERT_TRUE(bed.OnLease<v1::CompleteBatchRequest>(&Dispatch::CompleteBatch, batch).ok());
  EXPECT_THAT(bed.DisputedIds(), ElementsAre("c0", "c2"));
  EXPECT_EQ(Freeze(bed).members(), 1u) << "c1 alone";
}

TEST_F(RequiredLabelsTest, MoreLeaveWhatWasDecided) {
  AdjudicationBed bed(2);
  bed.AddCandidates(2);
  const auto batch = bed.Take();
  for (const char* id : {"c0", "c1"}) ASSERT_TRUE(bed.Say(batch, id, 1, 1).ok());
  for (const char* id : {"c0", "c1"}) ASSERT_TRUE(bed.Say(batch, id, 2, 9).ok());
  ASSERT_TRUE(bed.Decide("c0", kWrongAnnotator).ok());
  Require(bed, 3);
  for (int start = 0; start < 2; ++start) {
    EXPECT_EQ(bed.Get("c0").exclusion(), v1::EXCLUSION_REASON_ALREADY_LABELED);
    EXPECT_EQ(bed.Get("c1").exclusion(), v1::EXCLUSION_REASON_UNSPECIFIED);
    EXPECT_THAT(bed.DisputedIds(), ElementsAre("c1"));
    bed.Restart();
  }
  EXPECT_EQ(Freeze(bed).members(), 1u);
}

// Somebody decides while further labels are on their way.
TEST_F(RequiredLabelsTest, ADecisionBeforeTheLastLabelStands) {
  AdjudicationBed bed(3);
  bed.AddCandidates(2);
  const auto batch = bed.Take();
  for (const char* id : {"c0", "c1"}) ASSERT_TRUE(bed.Say(batch, id, 1, 1).ok());
  for (const char* id : {"c0", "c1"}) ASSERT_TRUE(bed.Say(batch, id, 2, 9).ok());
  for (const char* id : {"c0", "c1"}) ASSERT_TRUE(bed.Decide(id, kWrongAnnotator).ok());
  v1::SubmitLabelsRequest late;
  late.set_batch(batch.batch());
  late.set_token(batch.lease().token());
  AdjudicationBed::AddLabel(late, "c0", 3, 5);
  (*late.mutable_labels(0)->mutable_values())["words"].set_number(7);  // nobody else has this one
  const auto stored = bed.Call(&Loop::labeling, &Labeling::SubmitLabels, late);
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_EQ(stored->done(), 1u);
  ASSERT_TRUE(bed.OnLease<v1::CompleteBatchRequest>(&Dispatch::CompleteBatch, batch).ok());
  for (int start = 0; start < 2; ++start) {
    EXPECT_THAT(bed.DisputedIds(), IsEmpty());
    for (const char* id : {"c0", "c1"})
      EXPECT_EQ(bed.Get(id).exclusion(), v1::EXCLUSION_REASON_ALREADY_LABELED) << id;
    bed.Restart();
  }
  EXPECT_EQ(Freeze(bed).members(), 2u);
}

TEST_F(RequiredLabelsTest, LabelsOfTwoRevisionsAreNotCountedTogether) {
  AdjudicationBed bed(2);
  bed.AddCandidates(1);
  const auto first = bed.Take();
  ASSERT_TRUE(bed.Say(first, "c0", 1, 1).ok());
  ASSERT_TRUE(bed.OnLease<v1::CompleteBatchRequest>(&Dispatch::CompleteBatch, first).ok());
  const auto revised =
      bed.Call(&Loop::rubrics, &Rubrics::CreateRubricRevision,
               Text<v1::CreateRubricRevisionRequest>(
                   "rubric_id: 'asr' rubric { label_use: LABEL_USE_REFERENCE criteria { name: 'ok' "
                   "stage: STAGE_ACOUSTIC flag {} required: true } }"));
  ASSERT_TRUE(revised.ok()) << revised.status();
  const auto second = bed.Take();
  ASSERT_EQ(second.items_size(), 1);
  const auto say = [&](int annotator) {
    v1::SubmitLabelsRequest request;
    request.set_batch(second.batch());
    request.set_token(second.lease().token());
    v1::Label& label = *request.add_labels();
    label.set_candidate_id("c0");
    label.set_rubric("asr@2");
    label.set_annotator(absl::StrCat("00000000000000a", annotator));
    (*label.mutable_values())["ok"].set_flag(true);
    const auto response = bed.Call(&Loop::labeling, &Labeling::SubmitLabels, request);
    EXPECT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->accepted(), 1u);
    return response->done();
  };
  EXPECT_EQ(say(2), 0u) << "one under each revision";
  bed.Restart();
  EXPECT_THAT(bed.DisputedIds(), IsEmpty());
  EXPECT_EQ(say(1), 1u) << "who labelled it under the other revision may again";
  EXPECT_EQ(bed.Get("c0").labels(), 3u);
  EXPECT_EQ(Freeze(bed).members(), 1u);
}

// What disagreed under one revision says nothing about what is asked by the next.
class RevisedRubricTest : public RequiredLabelsTest {
 protected:
  RevisedRubricTest() {
    bed_.AddCandidates(1);
    batch_ = bed_.Take();
    EXPECT_TRUE(bed_.Say(batch_, "c0", 1, 1).ok());
    EXPECT_EQ(bed_.Say(batch_, "c0", 2, 9)->disputed(), 1u);
    EXPECT_TRUE(bed_.OnLease<v1::CompleteBatchRequest>(&Dispatch::CompleteBatch, batch_).ok());
    const auto revised = bed_.Call(
        &Loop::rubrics, &Rubrics::CreateRubricRevision,
        Text<v1::CreateRubricRevisionRequest>(
            "rubric_id: 'asr' rubric { label_use: LABEL_USE_REFERENCE criteria { name: 'ok' "
            "stage: STAGE_ACOUSTIC flag {} required: true } }"));
    EXPECT_TRUE(revised.ok()) << revised.status();
    batch_ = bed_.Take();
    EXPECT_EQ(batch_.items_size(), 1);
  }

  v1::SubmitLabelsResponse Say(int annotator, bool ok) {
    v1::SubmitLabelsRequest request;
    request.set_batch(batch_.batch());
    request.set_token(batch_.lease().token());
    v1::Label& label = *request.add_labels();
    label.set_candidate_id("c0");
    label.set_rubric("asr@2");
    label.set_annotator(absl::StrCat("00000000000000a", annotator));
    (*label.mutable_values())["ok"].set_flag(ok);
    const auto response = bed_.Call(&Loop::labeling, &Labeling::SubmitLabels, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::SubmitLabelsResponse();
  }

  AdjudicationBed bed_{3};
  v1::RequestBatchResponse batch_;
};

TEST_F(RevisedRubricTest, LabelsOfTheNextRevisionEndADispute) {
  EXPECT_THAT(bed_.DisputedIds(), ElementsAre("c0"));
  EXPECT_EQ(Say(1, true).done(), 0u);
  EXPECT_THAT(bed_.DisputedIds(), IsEmpty());
  EXPECT_EQ(ReasonOf(bed_.Decide("c0", kWrongAnnotator).status()),
            v1::ERROR_REASON_ADJUDICATION_UNKNOWN)
      << "values of the revision before are no answer any more";
  EXPECT_EQ(Say(2, true).done(), 0u);
  EXPECT_EQ(Say(3, true).done(), 1u);
  for (int start = 0; start < 2; ++start) {
    EXPECT_THAT(bed_.DisputedIds(), IsEmpty());
    EXPECT_EQ(bed_.Get("c0").exclusion(), v1::EXCLUSION_REASON_ALREADY_LABELED);
    const v1::DatasetVersion version = Freeze(bed_);
    EXPECT_EQ(version.members(), 1u);
    EXPECT_THAT(version.rubrics(), ElementsAre("asr@2"));
    bed_.Restart();
  }
}

TEST_F(RevisedRubricTest, LabelsOfTheNextRevisionThatDisagreeAreADisputeOfTheirs) {
  Say(1, true);
  EXPECT_EQ(Say(2, false).disputed(), 1u);
  for (int start = 0; start < 2; ++start) {
    EXPECT_THAT(bed_.DisputedIds(), ElementsAre("c0"));
    EXPECT_EQ(bed_.Disputes().adjudications(0).rubric(), "asr@2");
    bed_.Restart();
  }
  const std::string since = bed_.Disputes().adjudications(0).create_time().ShortDebugString();
  bed_.clock().Advance(absl::Minutes(1));
  EXPECT_EQ(Say(3, true).done(), 1u);
  EXPECT_THAT(bed_.DisputedIds(), ElementsAre("c0"));
  EXPECT_EQ(bed_.Disputes().adjudications(0).create_time().ShortDebugString(), since)
      << "one more label on the same question begins no other dispute";
  EXPECT_EQ(Freeze(bed_).members(), 0u);
}

TEST_F(RevisedRubricTest, WhatWasDecidedBeforeCountsUnderItsOwnRevision) {
  ASSERT_TRUE(bed_.Decide("c0", kWrongAnnotator).ok());
  EXPECT_EQ(Say(1, true).done(), 1u);
  for (int start = 0; start < 2; ++start) {
    const v1::DatasetVersion version = Freeze(bed_);
    EXPECT_EQ(version.members(), 1u);
    EXPECT_THAT(version.rubrics(), ElementsAre("asr@1"));
    bed_.Restart();
  }
}

}  // namespace
}  // namespace winnow::loop::testing
