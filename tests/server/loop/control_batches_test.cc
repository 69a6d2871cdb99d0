// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Gold and anchor items in batches: how many, in what order, untold, and beside the draw
// (governance.md G3).
#include <cmath>
#include <map>
#include <random>

#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "server/loop/hidden_draw.h"
#include "tests/server/loop/control_calls.h"
#include "tests/server/loop/evaluations/evaluation_bed.h"
#include "tests/testing/seed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kRates[] = "control { gold: 0.1 anchor: 0.05 } ";

// The fields that an item of an answer has, whatever they say.
std::string Shape(const v1::BatchItem& item) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  item.GetReflection()->ListFields(item, &fields);
  return absl::StrJoin(fields, ",",
                       [](std::string* out, const auto* field) { out->append(field->name()); });
}

// A gold item has a label of every batch that held it, and those are not compared with new ones.
TEST(ControlBatches, ReadNoLabelsOfEarlierBatches) {
  int reads = 0;
  ReviewBed bed("control { gold: 0.2 }", 1, {}, [&](shard::testing::GatedEngine& engine) {
    engine.after_open = [&](const storage::KeyRange&) { ++reads; };
  });
  bed.AddCandidates(80);
  AddControl(bed, 1, 0);
  for (int annotator = 1; annotator < 6; ++annotator) {
    const auto batch = bed.Take("max_items: 10");
    ASSERT_THAT(ItemsOf(bed, batch.batch(), true), ElementsAre("g0"));
    const int before = reads;
    const auto labeled = bed.Label(batch, {"g0"}, annotator);
    ASSERT_TRUE(labeled.ok()) << labeled.status();
    EXPECT_EQ(labeled->done(), 1u);
    EXPECT_EQ(reads, before);
    ASSERT_TRUE(bed.OnLease<v1::CompleteBatchRequest>(&Dispatch::CompleteBatch, batch).ok());
  }
}

TEST(ControlBatches, HoldThemAtTheDeclaredRateAndSayNothing) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE("WINNOW_TEST_SEED=" + std::to_string(seed));
  std::mt19937 random(seed);
  ReviewBed bed(std::string(kRates) + "exploration { share: 0.3 }");
  bed.AddCandidates(400);
  AddControl(bed, 20, 12);
  std::map<char, double> counts;  // by the first letter of the id
  std::set<std::string> shapes;
  double places = 0;
  double firsts = 0;
  constexpr int kBatches = 300;
  for (int i = 0; i < kBatches; ++i) {
    const int size = 1 + static_cast<int>(random() % 40);
    const auto batch = bed.Take(absl::StrCat("max_items: ", size));
    ASSERT_EQ(batch.items_size(), size);
    const auto control = ItemsOf(bed, batch.batch(), true);
    for (int place = 0; place < size; ++place) {
      const std::string& id = batch.items(place).candidate_id();
      ++counts[id[0]];
      shapes.insert(Shape(batch.items(place)));
      if (id[0] == 'c') continue;
      EXPECT_THAT(control, Contains(id));
      places += (place + 0.5) / size;
      firsts += place == 0 ? 1.0 : 0.0;
    }
    if (i % 10 == 0) {
      EXPECT_EQ(FindingsOf(bed, batch.batch()), "");
    }
    EXPECT_THAT(batch.manifest().quotas(), IsEmpty());
    EXPECT_EQ(batch.manifest().seed(), 0u);
    EXPECT_THAT(batch.shortfalls(), IsEmpty());
    ASSERT_TRUE(bed.OnLease<v1::CancelBatchRequest>(&Dispatch::CancelBatch, batch).ok());
  }
  // The error of a batch's count is below 1, with a deviation of a half at most.
  const double deviation = 0.5 * std::sqrt(kBatches);
  EXPECT_NEAR(counts['g'], 0.1 * counts['c'], 5 * deviation);
  EXPECT_NEAR(counts['a'], 0.05 * counts['c'], 5 * deviation);
  EXPECT_THAT(shapes, SizeIs(1));
  const double control = counts['g'] + counts['a'];
  EXPECT_NEAR(places / control, 0.5, 5 * 0.29 / std::sqrt(control));
  const double first = kBatches * control / (control + counts['c']);
  EXPECT_NEAR(firsts, first, 5 * std::sqrt(kBatches * 0.15));
  // Fewest batches first: all of a kind were in as many, but for one.
  std::map<v1::ControlKind, std::set<uint64_t>> served;
  const auto listed = ListControl(bed);
  for (const v1::ControlItem& item : listed.items()) served[item.kind()].insert(item.batches());
  for (const auto& [kind, batches] : served)
    EXPECT_LE(*batches.rbegin() - *batches.begin(), 1u) << kind;
}

// What is drawn beside control items is what is drawn where a batch holds none.
TEST(ControlBatches, LeaveTheDrawAsItIs) {
  const std::string policy =
      "signal_terms { name: 'doubt' signal: 'confidence' clamp_high: 1 weight: 1 } "
      "exploration { share: 0.4 } caps { attribute: 'speaker' per_batch: 2 } ";
  ReviewBed with(policy + kRates);
  ReviewBed without(policy);
  for (ReviewBed* bed : {&with, &without}) {
    std::vector<v1::Candidate> candidates;
    for (int i = 0; i < 300; ++i) {
      candidates.push_back(LoopBed::Complete(absl::StrCat("c", i)));
      candidates.back().set_slice(absl::StrCat("s", i % 4));
      (*candidates.back().mutable_attributes())["speaker"] =
          absl::StrCat("00000000000000", 10 + i % 60);
      v1::Signal& signal = *candidates.back().add_signals();
      signal.set_name("confidence");
      signal.set_value(i % 17 / 17.0);
    }
    bed->Upsert(candidates);
    AddControl(*bed, 15, 15);
  }
  const auto mixed = Evidence(with, with.Take("max_items: 60").batch());
  const auto plain = Evidence(
      without, without.Take(absl::StrCat("max_items: ", mixed.manifest().draw_size())).batch());
  EXPECT_EQ(mixed.manifest().seed(), plain.manifest().seed());
  EXPECT_EQ(mixed.manifest().selected(), plain.manifest().selected());
  EXPECT_EQ(mixed.manifest().eligible(), 300u);
  EXPECT_EQ(plain.manifest().eligible(), 300u);
  ASSERT_EQ(mixed.manifest().quotas_size(), plain.manifest().quotas_size());
  for (int i = 0; i < plain.manifest().quotas_size(); ++i) {
    EXPECT_EQ(mixed.manifest().quotas(i).ShortDebugString(),
              plain.manifest().quotas(i).ShortDebugString());
  }
  ASSERT_EQ(mixed.items_size(), 60);
  ASSERT_LT(plain.items_size(), 60);
  for (int i = 0; i < mixed.items_size(); ++i) {
    const v1::ManifestItem& item = mixed.items(i);
    if (i < plain.items_size()) {
      EXPECT_EQ(item.ShortDebugString(), plain.items(i).ShortDebugString());
      continue;
    }
    EXPECT_EQ(item.arm(), v1::ARM_CONTROL);
    EXPECT_EQ(item.inclusion_probability(), 0);
    EXPECT_EQ(item.score_micros(), 0);
  }
}

TEST(ControlBatches, AreServedAgainWhenTheirLeaseHasEnded) {
  ReviewBed bed("control { gold: 0.2 } lease { max_attempts: 1 }");
  bed.AddCandidates(100);
  AddControl(bed, 1, 0);
  for (int round = 1; round < 6; ++round) {
    const auto batch = bed.Take("max_items: 6 lease { seconds: 60 }");
    ASSERT_THAT(ItemsOf(bed, batch.batch(), true), ElementsAre("g0")) << round;
    // Leased, it is in no other batch.
    EXPECT_THAT(ItemsOf(bed, bed.Take("max_items: 6").batch(), true), IsEmpty());
    if (round > 1) {
      const auto repeated = bed.Label(batch, {"g0"}, 1);
      ASSERT_EQ(repeated->row_errors_size(), 1);
      EXPECT_EQ(repeated->row_errors(0).reason(), v1::ERROR_REASON_ANNOTATOR_REPEATED);
    }
    if (round % 2 == 1) {
      const auto labeled = bed.Label(batch, {"g0"}, round);
      ASSERT_TRUE(labeled.ok()) << labeled.status();
      EXPECT_EQ(labeled->done(), 1u);
    }
    // Given back or late, it is never dead-lettered: what is drawn is the first time.
    bed.clock().Advance(absl::Minutes(2));
    bed.Expire();
    if (round == 2) bed.Restart();
    EXPECT_EQ(bed.Get("g0").exclusion(), v1::EXCLUSION_REASON_CONTROL_ITEM);
  }
  EXPECT_EQ(bed.Status().labeled(), 0u);
}

TEST(ControlBatches, AskForAsManyLabelsOfAControlItemEachTime) {
  ReviewBed bed("control { gold: 0.2 } required_labels: 2 ");
  bed.AddCandidates(30);
  AddControl(bed, 1, 0);
  for (const int round : {0, 1}) {
    const auto batch = bed.Take("max_items: 6");
    ASSERT_THAT(ItemsOf(bed, batch.batch(), true), ElementsAre("g0"));
    EXPECT_EQ(bed.Label(batch, {"g0"}, 1 + 2 * round)->done(), 0u);
    const auto second = bed.Label(batch, {"g0"}, 2 + 2 * round);
    ASSERT_TRUE(second.ok()) << second.status();
    EXPECT_EQ(second->accepted(), 1u);
    EXPECT_EQ(second->done(), 1u);
    EXPECT_EQ(second->disputed(), 0u);
    ASSERT_TRUE(bed.OnLease<v1::CompleteBatchRequest>(&Dispatch::CompleteBatch, batch).ok());
    if (round == 0) bed.Restart();
  }
  EXPECT_EQ(bed.Get("g0").labels(), 4u);
}

TEST(ControlBatches, HoldNoneWhereNothingIsDrawnOrTheRubricMoved) {
  ReviewBed bed("control { gold: 0.2 anchor: 0.2 }");
  AddControl(bed, 2, 2);
  const auto empty = bed.Take();
  EXPECT_THAT(empty.items(), IsEmpty());
  EXPECT_EQ(empty.empty_reason(), v1::EMPTY_REASON_ALL_FILTERED);
  bed.AddCandidates(10);
  // No labels follow asr@1 any more.
  auto create = Text<v1::CreateRubricRevisionRequest>(
      "rubric_id: 'asr' rubric { label_use: LABEL_USE_REFERENCE "
      "criteria { name: 'word_errors' stage: STAGE_LINGUISTIC score { max: 9 } required: true } }");
  ASSERT_TRUE(bed.Call(&Loop::rubrics, &Rubrics::CreateRubricRevision, create).ok());
  const auto batch = bed.Take("max_items: 7");
  const auto control = ItemsOf(bed, batch.batch(), true);
  ASSERT_THAT(control, SizeIs(1));
  EXPECT_EQ(control[0][0], 'a');
}

TEST(ControlBatches, StandInNoDataSet) {
  ReviewBed bed("control { gold: 0.2 anchor: 0.2 }");
  bed.AddCandidates(10);
  AddControl(bed, 2, 2);
  const auto batch = bed.Take("max_items: 14");
  ASSERT_THAT(ItemsOf(bed, batch.batch(), true), SizeIs(4));
  ASSERT_EQ(bed.Label(batch, Ids(batch.items()), 1)->done(), 14u);
  EXPECT_EQ(bed.Status().labeled(), 10u);
  const auto version =
      bed.Call(&Loop::datasets, &Datasets::CreateDatasetVersion,
               Text<v1::CreateDatasetVersionRequest>(
                   "dataset: 'datasets/train' queue: 'queues/q' purpose: PURPOSE_TRAINING"));
  ASSERT_TRUE(version.ok()) << version.status();
  EXPECT_EQ(version->dataset_version().members(), 10u);
  EXPECT_THAT(version->dataset_version().left_out(), IsEmpty());
}

TEST(ControlBatches, TheReportSaysHowManyLabelsOfGoldItemsPass) {
  ReviewBed bed("control { gold: 0.2 }");
  bed.AddCandidates(10);
  AddControl(bed, 2, 0);
  ASSERT_TRUE(SetControl(bed, GoldText("g1", 900)).ok());
  const auto batch = bed.Take("max_items: 12");
  ASSERT_EQ(bed.Label(batch, Ids(batch.items()), 1)->done(), 12u);
  const auto report =
      bed.Call(&Loop::agreements, &Agreements::AgreementReport,
               Text<v1::AgreementReportRequest>("queue: 'queues/q' rubric: 'asr@1'"));
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_EQ(report->rows_size(), 1);
  EXPECT_EQ(report->rows(0).labels(), 12u);
  EXPECT_EQ(report->rows(0).gold_labels(), 2u);
  EXPECT_EQ(report->rows(0).gold_passes(), 1u);
  EXPECT_NEAR(report->rows(0).gold_lower(), 0.0945, 1e-3);
  EXPECT_NEAR(report->rows(0).gold_upper(), 0.9055, 1e-3);
}

// The calls of a labeling platform that has no other role.
class ControlSecrecy : public ::testing::Test {
 protected:
  v1::QueueStatusResponse Status(ReviewBed& bed) {
    const auto status = bed.CallAs(labeler_, &Loop::queue_health, &QueueHealth::QueueStatus,
                                   Text<v1::QueueStatusRequest>("queue: 'queues/q'"));
    EXPECT_TRUE(status.ok()) << status.status();
    return status.ok() ? *status : v1::QueueStatusResponse();
  }
  v1::ListSlicesResponse Slices(ReviewBed& bed) {
    const auto slices = bed.CallAs(labeler_, &Loop::queues, &Queues::ListSlices,
                                   Text<v1::ListSlicesRequest>("queue: 'queues/q'"));
    EXPECT_TRUE(slices.ok()) << slices.status();
    return slices.ok() ? *slices : v1::ListSlicesResponse();
  }
  v1::RequestBatchResponse Take(ReviewBed& bed, const std::string& fields) {
    const auto batch =
        bed.CallAs(labeler_, &Loop::dispatch, &Dispatch::RequestBatch,
                   Text<v1::RequestBatchRequest>("queue: 'queues/q' labeler: 'team' " + fields));
    EXPECT_TRUE(batch.ok()) << batch.status();
    return batch.ok() ? *batch : v1::RequestBatchResponse();
  }
  // What is said of the queue as a whole, without what every batch changes.
  std::string Said(ReviewBed& bed) {
    v1::QueueStatusResponse status = Status(bed);
    status.clear_open_batches();
    status.clear_next_lease_expire_time();
    status.clear_position();
    v1::ListSlicesResponse slices = Slices(bed);
    slices.clear_position();
    return absl::StrCat(status.ShortDebugString(), "\n", slices.ShortDebugString());
  }

  const Caller labeler_ = OnlyLabels();
};

TEST_F(ControlSecrecy, QueuesAndSlicesSayNothingThatTheNextItemChanges) {
  ReviewBed bed("control { gold: 0.2 }");
  bed.AddCandidates(100);
  AddControl(bed, 20, 0);
  const std::string before = Said(bed);
  for (int i = 0; i < 50; ++i) {
    const auto batch = Take(bed, "max_items: 1");
    ASSERT_EQ(batch.items_size(), 1);
    EXPECT_EQ(Said(bed), before);
    if (i % 2 == 0) {
      ASSERT_TRUE(bed.Label(batch, Ids(batch.items()), 1).ok());
    }
  }
  const auto all_moving =
      ElementsAre(v1::COUNT_KIND_AVAILABLE, v1::COUNT_KIND_LEASED, v1::COUNT_KIND_LABELED);
  const v1::QueueStatusResponse status = Status(bed);
  EXPECT_EQ(status.candidates(), 120u);
  EXPECT_EQ(status.available() + status.leased() + status.labeled(), 0u);
  EXPECT_THAT(status.hidden(), all_moving);
  EXPECT_THAT(status.excluded(), IsEmpty());
  EXPECT_THAT(status.last_quotas(), IsEmpty());
  EXPECT_FALSE(status.has_oldest_available_time());
  ASSERT_THAT(status.slices(), SizeIs(1));
  const v1::ListSlicesResponse slices = Slices(bed);
  ASSERT_THAT(slices.slices(), SizeIs(1));
  for (const v1::Slice& slice : {status.slices(0), slices.slices(0)}) {
    EXPECT_EQ(slice.candidates(), 120u);
    EXPECT_EQ(slice.eligible() + slice.leased() + slice.labeled(), 0u);
    EXPECT_THAT(slice.hidden(), all_moving);
  }
  // Whoever has another role sees all of it.
  EXPECT_THAT(bed.Status().hidden(), IsEmpty());
  EXPECT_THAT(bed.Status().last_quotas(), SizeIs(1));
  EXPECT_EQ(bed.Status().leased(), 25u);
}

TEST_F(ControlSecrecy, QueuesOfOtherPoliciesSayAllAsTheyDo) {
  ReviewBed bed;
  bed.AddCandidates(10);
  AddControl(bed, 2, 0);
  ASSERT_EQ(Take(bed, "max_items: 3").items_size(), 3);
  EXPECT_EQ(Status(bed).available(), 7u);
  EXPECT_EQ(Status(bed).leased(), 3u);
  EXPECT_THAT(Status(bed).hidden(), IsEmpty());
  EXPECT_THAT(Status(bed).last_quotas(), SizeIs(1));
  EXPECT_EQ(Slices(bed).slices(0).eligible(), 7u);
}

TEST_F(ControlSecrecy, AnEmptyAnswerSaysWhyWithoutNumbers) {
  ReviewBed bed("control { gold: 0.2 }");
  AddControl(bed, 2, 0);
  for (const char* preview : {"", "validate_only: true"}) {
    const auto empty = Take(bed, absl::StrCat("max_items: 5 ", preview));
    EXPECT_EQ(empty.empty_reason(), v1::EMPTY_REASON_ALL_FILTERED);
    EXPECT_THAT(empty.excluded(), IsEmpty());
    EXPECT_THAT(empty.shortfalls(), IsEmpty());
    EXPECT_THAT(empty.manifest().excluded(), IsEmpty());
    EXPECT_THAT(empty.manifest().quotas(), IsEmpty());
    EXPECT_EQ(empty.manifest().seed(), 0u);
    EXPECT_EQ(empty.manifest().requested(), 5u);
  }
  EXPECT_THAT(bed.Take().excluded(), SizeIs(1));
}

TEST_F(ControlSecrecy, ItemsThatAreGivenBackAreAnsweredAlike) {
  ReviewBed bed("control { gold: 0.2 } lease { max_attempts: 1 }");
  bed.AddCandidates(20);
  AddControl(bed, 1, 0);
  const auto batch = Take(bed, "max_items: 6");
  const auto drawn = ItemsOf(bed, batch.batch(), false);
  ASSERT_THAT(drawn, SizeIs(5));
  v1::ReturnItemsRequest give_back;
  give_back.set_batch(batch.batch());
  give_back.set_token(batch.lease().token());
  give_back.add_candidate_ids();
  for (const std::string& id : {std::string("g0"), drawn[0]}) {
    give_back.set_candidate_ids(0, id);
    give_back.set_request_id(id);
    for (int call = 0; call < 2; ++call) {
      const auto answer = bed.CallAs(labeler_, &Loop::dispatch, &Dispatch::ReturnItems, give_back);
      ASSERT_TRUE(answer.ok()) << answer.status();
      EXPECT_EQ(answer->returned(), 1u);
      EXPECT_EQ(answer->dead_lettered(), 0u) << id;
    }
  }
  // Of those who may know, it is told.
  give_back.set_candidate_ids(0, drawn[1]);
  EXPECT_EQ(bed.Call(&Loop::dispatch, &Dispatch::ReturnItems, give_back)->dead_lettered(), 1u);
  v1::CompleteBatchRequest complete;
  complete.set_batch(batch.batch());
  complete.set_token(batch.lease().token());
  complete.set_request_id("complete");
  for (int call = 0; call < 2; ++call) {
    const auto answer = bed.CallAs(labeler_, &Loop::dispatch, &Dispatch::CompleteBatch, complete);
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->returned(), 3u);
    EXPECT_EQ(answer->dead_lettered(), 0u);
  }
  EXPECT_EQ(bed.Get(drawn[0]).exclusion(), v1::EXCLUSION_REASON_DEAD_LETTERED);
}

v1::Candidate Examinable(const std::string& id) {
  v1::Candidate candidate = EvaluationBed::Testable(0);
  candidate.set_candidate_id(id);
  return candidate;
}

TEST(ControlEvaluation, BatchesHoldThemBesideTheFirstPendingItems) {
  EvaluationBed bed("control { gold: 0.2 anchor: 0.2 }");
  bed.AddTestable(0, 90);
  bed.Upsert({Examinable("g0"), Examinable("a0")});
  ASSERT_TRUE(SetControl(bed, GoldText("g0")).ok());
  ASSERT_TRUE(SetControl(bed, AnchorText("a0")).ok());
  ASSERT_TRUE(bed.Create("budget: 30").ok());
  const auto sample = Ids(bed.Sample());
  EXPECT_THAT(sample, SizeIs(30));
  // In the frame of the evaluation, no candidate is set apart any more.
  for (const std::string& id : {sample.front(), std::string("c89")}) {
    const auto refused = SetControl(bed, AnchorText(id));
    EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_FIELD_INVALID);
    EXPECT_EQ(DetailOf(refused.status()).violations.at(0).field, "item.candidate_id");
  }
  size_t handed_out = 0;
  for (int round = 0; handed_out < sample.size(); ++round) {
    const auto batch = bed.Take("max_items: 7");
    const auto drawn = ItemsOf(bed, batch.batch(), false);
    ASSERT_THAT(drawn, ElementsAreArray(
                           sample.begin() + static_cast<ptrdiff_t>(handed_out),
                           sample.begin() + static_cast<ptrdiff_t>(handed_out + drawn.size())));
    if (round == 0) {
      EXPECT_THAT(ItemsOf(bed, batch.batch(), true), ElementsAre("g0", "a0"));
      EXPECT_EQ(Evidence(bed, batch.batch()).manifest().seed(), 0u);
    }
    EXPECT_EQ(FindingsOf(bed, batch.batch()), "");
    ASSERT_TRUE(bed.Label(batch, drawn, 1).ok());
    ASSERT_TRUE(bed.OnLease<v1::CompleteBatchRequest>(&Dispatch::CompleteBatch, batch).ok());
    handed_out += drawn.size();
  }
  EXPECT_EQ(bed.Take("max_items: 7").empty_reason(), v1::EMPTY_REASON_EVALUATION_COMPLETE);
  EXPECT_EQ(bed.Evaluation().evaluation().total().labeled(), 30u);
}

}  // namespace
}  // namespace winnow::loop::testing
