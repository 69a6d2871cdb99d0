// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/evaluations/hand_out.h"

#include <algorithm>
#include <map>

#include "gmock/gmock.h"
#include "server/selection/manifest_lines.h"
#include "server/selection/stable_hash.h"
#include "tests/server/loop/evaluations/evaluation_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::UnorderedElementsAreArray;

// What the draw alone decides must be the same in the sample and in every batch.
void ExpectAsDrawn(const v1::ManifestItem& handed, const v1::ManifestItem& drawn) {
  EXPECT_EQ(handed.DebugString(), drawn.DebugString());
}

TEST(HandOut, GivesTheSampleOutInItsOrderInPortions) {
  EvaluationBed bed;
  bed.AddTestable(0, 300);
  ASSERT_TRUE(bed.Create().ok());
  const auto sample = bed.Sample();
  std::vector<v1::ManifestItem> handed;
  for (const int expected : {25, 25, 10}) {
    const auto batch = bed.Take("max_items: 25");
    EXPECT_EQ(batch.items_size(), expected);
    EXPECT_EQ(batch.manifest().evaluation(), "queues/q/evaluations/1");
    EXPECT_EQ(batch.manifest().eligible(), 60 - handed.size());
    for (const v1::ManifestItem& item : bed.ManifestOf(batch)) handed.push_back(item);
  }
  ASSERT_EQ(handed.size(), sample.size());
  for (size_t i = 0; i < sample.size(); ++i) ExpectAsDrawn(handed[i], sample[i]);
  EXPECT_EQ(bed.Take().empty_reason(), v1::EMPTY_REASON_ALL_LEASED);
}

// Batches of a sample verify, also when a part of it came back, and say what they belong to.
TEST(HandOut, VerifiesAndExportsItsEvaluation) {
  EvaluationBed bed;
  bed.AddTestable(0, 300);
  ASSERT_TRUE(bed.Create().ok());
  const auto first = bed.Take("max_items: 25");
  ASSERT_TRUE(bed.OnLease<v1::CancelBatchRequest>(&Dispatch::CancelBatch, first).ok());
  for (const auto& batch : {first, bed.Take("max_items: 40")}) {
    v1::VerifyBatchRequest verify;
    verify.set_name(batch.batch());
    const auto verified = bed.Call(&Loop::batches, &Batches::VerifyBatch, verify);
    ASSERT_TRUE(verified.ok()) << verified.status();
    EXPECT_EQ(verified->findings_size(), 0) << verified->DebugString();
  }
  const std::string line = selection::ManifestLine(first.manifest());
  EXPECT_THAT(line, ::testing::HasSubstr("\"evaluation\":\"queues/q/evaluations/1\""));
}

// The order mixes slices and sizes: a run of it is no run of a sorted sample.
TEST(HandOut, GivesSlicesOutInRandomOrder) {
  EvaluationBed bed;
  bed.AddTestable(0, 450);
  ASSERT_TRUE(bed.Create("budget: 300").ok());
  const auto batch = bed.Take("max_items: 100");
  std::map<std::string, int> slices;
  for (const v1::BatchItem& item : batch.items()) ++slices[item.slice()];
  // 100 of 300, a third of them of each slice: hypergeometric, standard deviation 3.9.
  for (const auto& [slice, count] : slices) EXPECT_NEAR(count, 33.3, 20) << slice;
  EXPECT_EQ(slices.size(), 3u);
  std::vector<std::string> ids = Ids(batch.items());
  EXPECT_FALSE(std::is_sorted(ids.begin(), ids.end()));
}

// The order can be told from the seed of the phase and the ids alone, in a domain of its own.
TEST(HandOut, SortsByAHashOfSeedAndId) {
  EvaluationBed bed;
  bed.AddTestable(0, 300);
  ASSERT_TRUE(bed.Create().ok());
  const uint64_t key = selection::DomainKey(bed.Evaluation().evaluation().phases(0).seed(),
                                            selection::HashDomain::kHandOutOrder);
  uint64_t before = 0;
  for (const std::string& id : Ids(bed.Sample())) {
    const uint64_t place = selection::Mix(key, selection::StaticIdHash(id));
    EXPECT_GT(place, before) << id;
    before = place;
  }
}

TEST(HandOut, KeepsProbabilitiesWhenSignalsAndMetadataChange) {
  EvaluationBed bed;
  bed.AddTestable(0, 300);
  ASSERT_TRUE(bed.Create().ok());
  auto sample = bed.Sample();
  std::vector<v1::Candidate> changed;
  for (int i = 0; i < 300; ++i) {
    v1::Candidate candidate = EvaluationBed::Testable(i);
    candidate.set_model_release("r2");
    candidate.mutable_signals(0)->set_value(10);
    candidate.mutable_signals(0)->mutable_compute_time()->set_seconds(2);
    changed.push_back(candidate);
  }
  EXPECT_EQ(bed.Upsert(changed).updated(), 300u);
  const auto handed = bed.ManifestOf(bed.Take());
  ASSERT_EQ(handed.size(), sample.size());
  for (size_t i = 0; i < sample.size(); ++i) {
    sample[i].set_model_release("r2");
    ExpectAsDrawn(handed[i], sample[i]);
  }
}

// S9.1: returned, expired and cancelled items are leased again with the same probability, never
// redrawn; a restart changes nothing.
TEST(HandOut, LeasesAgainWhatCameBack) {
  EvaluationBed bed("lease { max_attempts: 9 }");
  bed.AddTestable(0, 90);
  ASSERT_TRUE(bed.Create("budget: 30").ok());
  const auto sample = bed.Sample();
  const auto expect_all_again = [&] {
    bed.Restart();
    const auto batch = bed.Take("lease { seconds: 60 }");
    const auto handed = bed.ManifestOf(batch);
    EXPECT_EQ(handed.size(), sample.size());
    for (size_t i = 0; i < handed.size(); ++i) ExpectAsDrawn(handed[i], sample[i]);
    return batch;
  };
  auto batch = expect_all_again();
  ASSERT_TRUE(bed.OnLease(&Dispatch::CancelBatch, batch).ok());
  batch = expect_all_again();
  bed.clock().Advance(absl::Seconds(61));
  bed.Expire();
  EXPECT_EQ(bed.Evaluation().evaluation().total().returned(), 30u);
  batch = expect_all_again();
  v1::ReturnItemsRequest fields;
  for (const std::string& id : Ids(batch.items())) fields.add_candidate_ids(id);
  fields.set_reason(v1::RETURN_REASON_WRONG_SKILL);
  ASSERT_TRUE(bed.OnLease(&Dispatch::ReturnItems, batch, fields.DebugString()).ok());
  batch = expect_all_again();
  ASSERT_TRUE(bed.OnLease(&Dispatch::CompleteBatch, batch).ok());
  expect_all_again();
}

TEST(HandOut, KeepsDeadLettersInTheSampleAndReportsThem) {
  EvaluationBed bed("lease { max_attempts: 1 }");
  bed.AddTestable(0, 90);
  ASSERT_TRUE(bed.Create("budget: 30").ok());
  const auto sample = bed.Sample();
  const auto batch = bed.Take("max_items: 4");
  ASSERT_TRUE(bed.OnLease(&Dispatch::CompleteBatch, batch).ok());
  const auto rest = bed.Take();
  EXPECT_EQ(rest.items_size(), 26);
  ASSERT_TRUE(bed.Label(rest, Ids(rest.items()), 1).ok());
  const auto empty = bed.Take();
  EXPECT_EQ(empty.empty_reason(), v1::EMPTY_REASON_ALL_FILTERED);
  const auto shown = bed.Evaluation().evaluation();
  EXPECT_EQ(shown.state(), v1::EVALUATION_STATE_OPEN);
  EXPECT_EQ(shown.total().dead_lettered(), 4u);
  EXPECT_EQ(shown.total().labeled(), 26u);
  v1::RequeueItemsRequest requeue;
  requeue.set_queue("queues/q");
  for (const std::string& id : Ids(batch.items())) requeue.add_candidate_ids(id);
  ASSERT_TRUE(bed.Call(&Loop::dispatch, &Dispatch::RequeueItems, requeue).ok());
  const auto back = bed.ManifestOf(bed.Take());
  ASSERT_EQ(back.size(), 4u);
  for (size_t i = 0; i < back.size(); ++i) ExpectAsDrawn(back[i], sample[i]);
}

TEST(HandOut, SaysThatTheEvaluationIsCompleteWhenEveryItemIsLabelled) {
  EvaluationBed bed("required_labels: 2");
  bed.AddTestable(0, 30);
  ASSERT_TRUE(bed.Create("budget: 6").ok());
  for (const int annotator : {1, 2}) {
    EXPECT_EQ(bed.Evaluation().evaluation().state(), v1::EVALUATION_STATE_OPEN);
    const auto batch = bed.Take();
    ASSERT_EQ(batch.items_size(), 6);
    ASSERT_TRUE(bed.Label(batch, Ids(batch.items()), annotator).ok());
    if (annotator == 2) continue;
    ASSERT_TRUE(bed.OnLease(&Dispatch::CancelBatch, batch).ok());
  }
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    const auto empty = bed.Take();
    EXPECT_EQ(empty.items_size(), 0);
    EXPECT_EQ(empty.empty_reason(), v1::EMPTY_REASON_EVALUATION_COMPLETE);
    EXPECT_EQ(bed.Evaluation().evaluation().state(), v1::EVALUATION_STATE_COMPLETE);
  }
  ASSERT_TRUE(bed.Extend("items: 3").ok());
  EXPECT_EQ(bed.Evaluation().evaluation().state(), v1::EVALUATION_STATE_OPEN);
  EXPECT_EQ(bed.Take().items_size(), 3);
}

// Neither labeler nor slice bends the sample.
TEST(HandOut, RefusesAFilterAndRespectsCapacity) {
  EvaluationBed bed("capacity { labeler_items: 5 }");
  bed.AddTestable(0, 90);
  ASSERT_TRUE(bed.Create("budget: 30").ok());
  const auto filtered = bed.Request("slices: 's0'");
  EXPECT_EQ(ReasonOf(filtered.status()), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(DetailOf(filtered.status()).violations.at(0).field, "slices");
  const auto sample = Ids(bed.Sample());
  EXPECT_THAT(Ids(bed.Take("labeler: 'one'").items()),
              UnorderedElementsAreArray(sample.begin(), sample.begin() + 5));
  EXPECT_EQ(bed.Take("labeler: 'one'").empty_reason(), v1::EMPTY_REASON_CAPACITY);
  EXPECT_THAT(Ids(bed.Take("labeler: 'two'").items()),
              UnorderedElementsAreArray(sample.begin() + 5, sample.begin() + 10));
  const auto preview = bed.Take("labeler: 'three' validate_only: true");
  EXPECT_THAT(Ids(preview.items()),
              UnorderedElementsAreArray(sample.begin() + 10, sample.begin() + 15));
}

TEST(HandOut, HoldsBackWhatMayNotBeReviewedAnyMore) {
  EvaluationBed bed;
  bed.AddTestable(0, 90);
  ASSERT_TRUE(bed.Create("budget: 30").ok());
  const auto sample = bed.Sample();
  const int number = std::stoi(sample[0].candidate_id().substr(1));
  v1::Candidate candidate = EvaluationBed::Testable(number);
  candidate.set_sensitive(true);
  bed.Upsert({candidate});
  const auto batch = bed.Take();
  EXPECT_EQ(batch.items_size(), 29);
  EXPECT_EQ(bed.Evaluation().evaluation().total().withdrawn(), 1u);
  ASSERT_EQ(batch.manifest().excluded_size(), 1);
  EXPECT_EQ(batch.manifest().excluded(0).reason(), v1::EXCLUSION_REASON_SENSITIVE);
}

}  // namespace
}  // namespace winnow::loop::testing
