// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// TraceLineage: from an example to the releases that rest on it, and back (governance.md G4).
#include "server/loop/lineage/lineage.h"

#include <map>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "server/access/role_set.h"
#include "server/loop/datasets/settled_label.h"
#include "tests/server/loop/lineage/lineage_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// c0 to c5 are the sample of an evaluation. All are labeled twice, c0 is disputed and decided; t0
// to t2 are labeled once. A release was trained on the latter, and both data sets are frozen.
class LineageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    bed_.AddTestable(0, 6);
    ASSERT_TRUE(bed_.Create("budget: 6").ok());
    first_ = bed_.Take();
    bed_.LabelBatch(first_, 1, [](const std::string& id) { return id == "c0" ? 0 : 2; });
    second_ = bed_.Take();
    bed_.LabelBatch(second_, 2, [](const std::string&) { return 2; });
    const auto decided = bed_.Call(
        &Loop::adjudications, &Adjudications::Adjudicate,
        Text<v1::AdjudicateRequest>(
            "queue: 'queues/q' candidate_id: 'c0' decision { adjudicator: '00000000000000ff' "
            "cause: ADJUDICATION_CAUSE_ANNOTATOR_ERROR "
            "values { key: 'word_errors' value { number: 2 } } }"));
    ASSERT_TRUE(decided.ok()) << decided.status();
    const auto exam = bed_.FreezeExam();
    ASSERT_TRUE(exam.ok()) << exam.status();
    exam_ = *exam;
    ASSERT_EQ(exam_.members(), 6u);
    bed_.AddTraining(0, 3);
    training_ = bed_.Take("queue: 'queues/t'");
    bed_.LabelBatch(training_, 3, [](const std::string&) { return 1; });
    const auto train = bed_.FreezeTraining();
    ASSERT_TRUE(train.ok()) << train.status();
    train_ = *train;
    ASSERT_EQ(train_.members(), 3u);
    bed_.PutRelease(Text<v1::Release>(
        "name: 'releases/r1' evaluation: 'queues/q/evaluations/1' baseline_release: 'a' "
        "candidate_release: 'b' datasets: 'datasets/train/versions/1' "
        "rollouts { number: 1 stage: ROLLOUT_STAGE_CANARY } "
        "rollouts { number: 2 stage: ROLLOUT_STAGE_PROMOTED }"));
    bed_.PutRelease(Text<v1::Release>(
        "name: 'releases/r2' evaluation: 'queues/q/evaluations/1' baseline_release: 'b' "
        "candidate_release: 'c' baseline_datasets: 'datasets/train/versions/1' "
        "datasets: 'datasets/exam/versions/1'"));
    bed_.PutVerdict("r1", 1, v1::VERDICT_UNDECIDED);
    bed_.PutVerdict("r1", 2, v1::VERDICT_PASS);
    bed_.PutOutcomes("r1", "c0");
  }

  // The first step of a kind and name.
  static v1::LineageStep Find(const Steps& steps, const std::string& line) {
    for (const v1::LineageStep& step : steps) {
      if (LineOf(step) == line) return step;
    }
    ADD_FAILURE() << "no step " << line;
    return {};
  }
  static v1::LineageStep Find(const Steps& steps, const std::string& line,
                              const std::string& parent) {
    for (const v1::LineageStep& step : steps) {
      if (LineOf(step) == line && step.parent() == parent) return step;
    }
    ADD_FAILURE() << "no step " << line << " of " << parent;
    return {};
  }
  static std::string DetailOf(const v1::LineageStep& step, const std::string& key) {
    const auto it = step.details().find(key);
    return it == step.details().end() ? "" : it->second;
  }

  LineageBed bed_;
  v1::RequestBatchResponse first_;
  v1::RequestBatchResponse second_;
  v1::RequestBatchResponse training_;
  v1::DatasetVersion exam_;
  v1::DatasetVersion train_;
};

constexpr char kC0[] = "queues/q/candidates/c0";
constexpr char kT1[] = "queues/t/candidates/t1";
constexpr char kEvaluation[] = "queues/q/evaluations/1";

TEST_F(LineageTest, FollowsAnExampleToTheRolloutsThatRestOnIt) {
  for (int start = 0; start < 2; ++start) {
    EXPECT_THAT(
        LinesOf(bed_.Trace(kC0)),
        ElementsAre("CANDIDATE queues/q/candidates/c0", "EVALUATION queues/q/evaluations/1",
                    "BATCH queues/q/batches/1", "BATCH queues/q/batches/2",
                    "LABEL queues/q/candidates/c0", "LABEL queues/q/candidates/c0",
                    "ADJUDICATION queues/q/candidates/c0", "DATASET datasets/exam/versions/1",
                    "OUTCOME queues/q/candidates/c0", "OUTCOME queues/q/candidates/c0",
                    "RELEASE releases/r1", "VERDICT releases/r1/verdicts/1",
                    "VERDICT releases/r1/verdicts/2", "ROLLOUT releases/r1/rollouts/1",
                    "ROLLOUT releases/r1/rollouts/2", "RELEASE releases/r2"));
    EXPECT_THAT(LinesOf(bed_.Trace(kT1)),
                ElementsAre("CANDIDATE queues/t/candidates/t1", "BATCH queues/t/batches/1",
                            "LABEL queues/t/candidates/t1", "DATASET datasets/train/versions/1",
                            "RELEASE releases/r1", "VERDICT releases/r1/verdicts/1",
                            "VERDICT releases/r1/verdicts/2", "ROLLOUT releases/r1/rollouts/1",
                            "ROLLOUT releases/r1/rollouts/2", "RELEASE releases/r2"));
    bed_.Restart();
  }
}

TEST_F(LineageTest, SaysWhatEachStepFollowsFromAndWhatItIs) {
  const Steps steps = bed_.Trace(kC0);
  const v1::LineageStep& candidate = steps[0];
  EXPECT_EQ(candidate.parent(), "");
  EXPECT_THAT(candidate.details(),
              UnorderedElementsAre(Pair("source", "src"), Pair("consent_scope", "exam"),
                                   Pair("split", "TEST"), Pair("rubric", "asr"),
                                   Pair("retain_until", "2033-05-18T03:33:20Z"),
                                   Pair("model_release", "r1")));
  EXPECT_EQ(steps[1].parent(), kC0);
  EXPECT_EQ(DetailOf(steps[1], "phase"), "1");
  EXPECT_EQ(steps[2].parent(), kEvaluation) << "it handed a sample out";
  EXPECT_EQ(DetailOf(steps[2], "policy"), "p@1");
  EXPECT_EQ(steps[4].parent(), "queues/q/batches/1");
  EXPECT_EQ(steps[5].parent(), "queues/q/batches/2");
  EXPECT_THAT(steps[5].details(),
              UnorderedElementsAre(Pair("rubric", "asr@1"), Pair("vendor", "v2")));
  EXPECT_EQ(DetailOf(steps[6], "cause"), "ANNOTATOR_ERROR");
  EXPECT_EQ(steps[8].parent(), kEvaluation);
  EXPECT_EQ(DetailOf(steps[8], "model_release"), "a");
  EXPECT_EQ(DetailOf(steps[9], "model_release"), "b");
  EXPECT_EQ(steps[8].digest().size(), 64u);
  EXPECT_EQ(steps[10].parent(), kEvaluation);
  EXPECT_EQ(DetailOf(steps[10], "datasets"), "") << "its training data does not hold it";
  EXPECT_EQ(steps[11].digest(), "d1");
  EXPECT_EQ(DetailOf(steps[12], "verdict"), "PASS");
  EXPECT_EQ(DetailOf(steps[13], "stage"), "CANARY");
  EXPECT_EQ(DetailOf(steps[15], "datasets"), "datasets/exam/versions/1");
  const v1::LineageStep trained = Find(bed_.Trace(kT1), "RELEASE releases/r2");
  EXPECT_EQ(trained.parent(), "datasets/train/versions/1");
  EXPECT_EQ(DetailOf(trained, "baseline_datasets"), "datasets/train/versions/1");
  for (const v1::LineageStep& step : steps) {
    EXPECT_THAT(step.ShortDebugString(), Not(::testing::HasSubstr("000000")))
        << "neither annotator nor adjudicator";
  }
}

TEST_F(LineageTest, ProvesStepsByTheDigestsThatOtherCallsShow) {
  const Steps steps = bed_.Trace(kC0);
  auto get = Text<v1::GetBatchRequest>("");
  get.set_name(first_.batch());
  const auto batch = bed_.Call(&Loop::batches, &Batches::GetBatch, get);
  const v1::LineageStep drawn = Find(steps, "BATCH queues/q/batches/1");
  EXPECT_EQ(drawn.digest(), batch->manifest().digest());
  EXPECT_EQ(drawn.time().DebugString(), batch->manifest().create_time().DebugString());
  const v1::EvaluationPhase phase = bed_.Evaluation().evaluation().phases(0);
  EXPECT_EQ(steps[1].digest(), phase.digest());
  EXPECT_EQ(steps[1].time().DebugString(), phase.create_time().DebugString());
  const v1::LineageStep frozen = Find(steps, "DATASET datasets/exam/versions/1");
  EXPECT_EQ(frozen.digest(), exam_.digest());
  const auto members = bed_.Call(
      &Loop::datasets, &Datasets::GetDatasetVersion,
      Text<v1::GetDatasetVersionRequest>("name: 'datasets/exam/versions/1' page_size: 10"));
  EXPECT_EQ(DetailOf(frozen, "label_digest"), members->members(0).label_digest());
  EXPECT_EQ(steps[6].digest(), members->members(0).label_digest()) << "the decision counts";
  v1::ListLabelsRequest list;
  list.set_queue("queues/q");
  const auto labels = bed_.Call(&Loop::adjudications, &Adjudications::ListLabels, list);
  ASSERT_TRUE(labels.ok()) << labels.status();
  EXPECT_EQ(steps[4].digest(), ContentOf(labels->labels(0)).ToHex());
}

TEST_F(LineageTest, FollowsAReleaseBackToItsExamples) {
  const Steps steps = bed_.Trace("releases/r1");
  const std::vector<std::string> lines = LinesOf(steps);
  EXPECT_THAT(std::vector<std::string>(lines.begin(), lines.begin() + 7),
              ElementsAre("RELEASE releases/r1", "VERDICT releases/r1/verdicts/1",
                          "VERDICT releases/r1/verdicts/2", "ROLLOUT releases/r1/rollouts/1",
                          "ROLLOUT releases/r1/rollouts/2", "EVALUATION queues/q/evaluations/1",
                          "DATASET datasets/train/versions/1"));
  EXPECT_EQ(steps[0].parent(), "");
  for (size_t i = 1; i < 7; ++i) EXPECT_EQ(steps[i].parent(), "releases/r1") << i;
  EXPECT_EQ(DetailOf(steps[6], "model_release"), "b");
  EXPECT_THAT(NamesOf(steps, v1::LINEAGE_KIND_CANDIDATE), SizeIs(9));
  const std::vector<std::string> of_t1 = {"LABEL queues/t/candidates/t1",
                                          "BATCH queues/t/batches/1",
                                          "CANDIDATE queues/t/candidates/t1"};
  EXPECT_THAT(std::vector<std::string>(lines.end() - 6, lines.end() - 3), of_t1);
  // Every step of the way forward but those of r2 and of the data set that r1 does not name.
  for (const char* name : {kC0, kT1}) {
    for (const v1::LineageStep& forward : bed_.Trace(name)) {
      if (absl::StrContains(forward.name(), "r2") || absl::StrContains(forward.name(), "exam"))
        continue;
      const bool found = std::any_of(steps.begin(), steps.end(), [&](const auto& back) {
        return LineOf(back) == LineOf(forward) && back.digest() == forward.digest() &&
               back.time().DebugString() == forward.time().DebugString();
      });
      EXPECT_TRUE(found) << forward.DebugString();
    }
  }
  EXPECT_EQ(Find(steps, "OUTCOME queues/q/candidates/c0").parent(), "releases/r1");
  EXPECT_EQ(Find(steps, "LABEL queues/q/candidates/c0").parent(), kEvaluation);
  EXPECT_EQ(Find(steps, "BATCH queues/q/batches/1", kC0).digest(),
            Find(bed_.Trace(kC0), "BATCH queues/q/batches/1").digest());
  EXPECT_EQ(Find(steps, "CANDIDATE queues/q/candidates/c0").parent(), kEvaluation);
}

TEST_F(LineageTest, FollowsADataSetBackToItsExamples) {
  const Steps steps = bed_.Trace("datasets/exam/versions/1");
  EXPECT_EQ(steps[0].digest(), exam_.digest());
  EXPECT_EQ(steps[0].parent(), "");
  const std::vector<std::string> lines = LinesOf(steps);
  EXPECT_THAT(std::vector<std::string>(lines.begin(), lines.begin() + 12),
              ElementsAre("DATASET datasets/exam/versions/1", "LABEL queues/q/candidates/c0",
                          "LABEL queues/q/candidates/c0", "ADJUDICATION queues/q/candidates/c0",
                          "BATCH queues/q/batches/1", "BATCH queues/q/batches/2",
                          "CANDIDATE queues/q/candidates/c0", "LABEL queues/q/candidates/c1",
                          "LABEL queues/q/candidates/c1", "BATCH queues/q/batches/1",
                          "BATCH queues/q/batches/2", "CANDIDATE queues/q/candidates/c1"));
  EXPECT_THAT(NamesOf(steps, v1::LINEAGE_KIND_CANDIDATE), SizeIs(6));
}

TEST_F(LineageTest, ShowsTheFrozenDigestOfLabelsThatWereGivenUpSince) {
  const v1::LineageStep before =
      Find(bed_.Trace("datasets/train/versions/1"), "LABEL queues/t/candidates/t1");
  EXPECT_TRUE(before.has_time());
  const auto again =
      bed_.Call(&Loop::dispatch, &Dispatch::RequeueItems,
                Text<v1::RequeueItemsRequest>("queue: 'queues/t' candidate_ids: 't1' "
                                              "relabel_cause: RELABEL_CAUSE_CORRECTION"));
  ASSERT_TRUE(again.ok()) << again.status();
  const Steps gone = bed_.Trace("datasets/train/versions/1");
  bed_.LabelBatch(bed_.Take("queue: 'queues/t'"), 4, [](const std::string&) { return 5; });
  for (const Steps& steps : {gone, bed_.Trace("datasets/train/versions/1")}) {
    const v1::LineageStep label = Find(steps, "LABEL queues/t/candidates/t1");
    EXPECT_FALSE(label.has_time());
    EXPECT_EQ(label.digest(),
              DetailOf(Find(bed_.Trace(kT1), "DATASET datasets/train/versions/1"), "label_digest"));
    Find(steps, "BATCH queues/t/batches/1", kT1);
  }
  const v1::LineageStep now = Find(bed_.Trace(kT1), "LABEL queues/t/candidates/t1");
  EXPECT_EQ(now.parent(), "queues/t/batches/2");
  EXPECT_EQ(DetailOf(now, "relabel_cause"), "CORRECTION");
}

TEST_F(LineageTest, FindsBatchesThatBroughtNoLabel) {
  bed_.AddTraining(3, 5);
  for (int i = 0; i < 3; ++i) {
    const auto batch = bed_.Take("queue: 'queues/t'");
    bed_.LabelBatch(batch, 3, [&](const std::string& id) { return id == "t3" && i == 1 ? 1 : -1; });
  }
  EXPECT_THAT(LinesOf(bed_.Trace("queues/t/candidates/t3")),
              ElementsAre("CANDIDATE queues/t/candidates/t3", "BATCH queues/t/batches/2",
                          "BATCH queues/t/batches/3", "LABEL queues/t/candidates/t3"));
  EXPECT_THAT(LinesOf(bed_.Trace("queues/t/candidates/t4")),
              ElementsAre("CANDIDATE queues/t/candidates/t4", "BATCH queues/t/batches/2",
                          "BATCH queues/t/batches/3", "BATCH queues/t/batches/4"));
}

TEST_F(LineageTest, FindsEveryBatchAmongMany) {
  bed_.AddTraining(3, 403);
  std::set<std::string> held;
  const auto take = [&](const std::string& fields) {
    const auto batch = bed_.Take(fields + " queue: 'queues/t'");
    for (const v1::BatchItem& item : batch.items()) {
      if (item.candidate_id() == "t9") held.insert(batch.batch());
    }
    bed_.LabelBatch(batch, 1, [](const std::string& id) { return id == "t9" ? -1 : 1; });
  };
  take("max_items: 1000");
  bed_.AddTraining(403, 803);
  for (int i = 0; i < 390; ++i) take("max_items: 1");
  bed_.Call(&Loop::dispatch, &Dispatch::RequeueItems,
            Text<v1::RequeueItemsRequest>("queue: 'queues/t' candidate_ids: 't9'"))
      .IgnoreError();
  take("max_items: 1000");
  EXPECT_GE(held.size(), 2u);
  EXPECT_TRUE(held.contains("queues/t/batches/393")) << "the last one";
  for (const int size : {1, 1000})
    EXPECT_EQ(NamesOf(bed_.Trace("queues/t/candidates/t9", size), v1::LINEAGE_KIND_BATCH), held);
}

TEST_F(LineageTest, FindsMembersInEveryStoredPage) {
  for (int i = 3; i < 2'345; i += 500) bed_.AddTraining(i, std::min(i + 500, 2'345));
  for (auto batch = bed_.Take("queue: 'queues/t' max_items: 500"); batch.items_size() > 0;
       batch = bed_.Take("queue: 'queues/t' max_items: 500")) {
    bed_.LabelBatch(batch, 1, [](const std::string& id) { return id == "t1500" ? -1 : 1; });
    if (batch.items_size() < 500) break;
  }
  const auto version = bed_.FreezeTraining();
  ASSERT_TRUE(version.ok()) << version.status();
  EXPECT_EQ(version->members(), 2'344u);
  EXPECT_THAT(NamesOf(bed_.Trace(version->name()), v1::LINEAGE_KIND_CANDIDATE), SizeIs(2'344));
  for (const int i : {0, 999, 1000, 1001, 1499, 1501, 2000, 2001, 2344}) {
    EXPECT_THAT(LinesOf(bed_.Trace(absl::StrCat("queues/t/candidates/t", i))),
                Contains("DATASET datasets/train/versions/2"))
        << i;
  }
  EXPECT_THAT(LinesOf(bed_.Trace("queues/t/candidates/t1500")),
              Not(Contains("DATASET datasets/train/versions/2")));
}

TEST_F(LineageTest, AddsUpFromPagesOfAnySize) {
  for (const char* name : {kC0, kT1, "releases/r1", "releases/r2", "datasets/exam/versions/1"}) {
    const Steps all = bed_.Trace(name, 1000);
    for (const int size : {1, 2, 7}) {
      const Steps paged = bed_.Trace(name, size);
      ASSERT_EQ(LinesOf(paged), LinesOf(all)) << name << " by " << size;
      for (size_t i = 0; i < all.size(); ++i)
        EXPECT_EQ(paged[i].DebugString(), all[i].DebugString());
    }
  }
}

TEST_F(LineageTest, RefusesTokensOfOtherTracesAndForgedOnes) {
  const auto page = bed_.Page("releases/r1", 9);
  ASSERT_TRUE(page.ok());
  const std::string token = page->next_page_token();
  ASSERT_FALSE(token.empty());
  EXPECT_TRUE(bed_.Page("releases/r1", 9, token).ok());
  std::string forged = token;
  forged.back() = forged.back() == '7' ? '8' : '7';
  for (const std::string& bad : {forged, token + "0", token.substr(1), std::string("x"),
                                 std::string("1"), std::string("/////")}) {
    EXPECT_EQ(ReasonOf(bed_.Page("releases/r1", 9, bad).status()),
              v1::ERROR_REASON_PAGE_TOKEN_INVALID)
        << bad;
  }
  EXPECT_EQ(ReasonOf(bed_.Page("releases/r2", 9, token).status()),
            v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  EXPECT_EQ(ReasonOf(bed_.Page(kC0, 9, token).status()), v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST_F(LineageTest, ShowsOfAnErasedExampleWhatItsTombstoneHolds) {
  v1::EraseSubjectRequest request;
  request.set_subject("aabbccddeeff0011");
  ASSERT_TRUE(bed_.Call(&Loop::erasures, &Erasures::EraseSubject, request).ok());
  for (int start = 0; start < 2; ++start) {
    const Steps steps = bed_.Trace(kT1);
    EXPECT_THAT(LinesOf(steps),
                ElementsAre("CANDIDATE queues/t/candidates/t1", "BATCH queues/t/batches/1",
                            "DATASET datasets/train/versions/1", "RELEASE releases/r1",
                            "VERDICT releases/r1/verdicts/1", "VERDICT releases/r1/verdicts/2",
                            "ROLLOUT releases/r1/rollouts/1", "ROLLOUT releases/r1/rollouts/2",
                            "RELEASE releases/r2"));
    EXPECT_EQ(LinesOf(bed_.Trace(kT1, 1)), LinesOf(steps));
    EXPECT_THAT(steps[0].details(),
                UnorderedElementsAre(Pair("source", "src"), Pair("consent_scope", "research"),
                                     Pair("removed", "ERASURE")));
    EXPECT_THAT(steps[2].details(), ElementsAre(Pair("purpose", "TRAINING")));
    const Steps back = bed_.Trace("datasets/train/versions/1");
    EXPECT_EQ(Find(back, "CANDIDATE queues/t/candidates/t1").details_size(), 0);
    EXPECT_FALSE(Find(back, "CANDIDATE queues/t/candidates/t1").has_time());
    EXPECT_THAT(LinesOf(back), Not(Contains("LABEL queues/t/candidates/t1")));
    bed_.Restart();
  }
}

TEST_F(LineageTest, NamesExamplesWhoseConsentWasRevokedAndSaysNoMore) {
  ASSERT_TRUE(bed_.Call(&Loop::consent, &Consent::RevokeConsent,
                        Text<v1::RevokeConsentRequest>("consent_scope: 'consentScopes/exam'"))
                  .ok());
  const Steps back = bed_.Trace("releases/r1");
  EXPECT_THAT(LinesOf(back), AllOf(Not(Contains("LABEL queues/q/candidates/c0")),
                                   Not(Contains("OUTCOME queues/q/candidates/c0")),
                                   Contains("LABEL queues/t/candidates/t1")));
  EXPECT_EQ(Find(back, "CANDIDATE queues/q/candidates/c0").details_size(), 0);
  for (const std::string& line : LinesOf(bed_.Trace("datasets/exam/versions/1")))
    EXPECT_TRUE(absl::StartsWith(line, "DATASET ") || absl::StartsWith(line, "CANDIDATE ")) << line;
  const Steps forward = bed_.Trace(kC0);
  EXPECT_EQ(forward[0].details_size(), 0);
  EXPECT_EQ(DetailOf(Find(forward, "DATASET datasets/exam/versions/1"), "label_digest"), "");
  EXPECT_THAT(LinesOf(forward),
              AllOf(Contains("RELEASE releases/r1"), Contains("RELEASE releases/r2"),
                    Not(Contains("LABEL queues/q/candidates/c0")),
                    Not(Contains("OUTCOME queues/q/candidates/c0"))));
}

// The reason of a trace by somebody who may read evidence of these queues alone.
Caller ReaderOf(const std::vector<std::string>& queues) {
  auto policy = std::make_shared<access::Policy>();
  policy->rules.push_back({access::Effect::kAllow, {"reader"}, {v1::ROLE_AUDITOR}, queues});
  return {.principal = "reader", .grants = access::Grants::Of(policy, "reader")};
}

TEST_F(LineageTest, DoesNotTellWhetherThereIsWhatTheCallerMayNotRead) {
  const auto reason = [&](const Caller& caller, const std::string& name) {
    v1::TraceLineageRequest request;
    request.set_name(name);
    return ReasonOf(bed_.CallAs(caller, &Loop::lineage, &Lineage::TraceLineage, request).status());
  };
  const Caller stranger = ReaderOf({"other"});
  for (const char* name : {kC0, "queues/q/candidates/none", "queues/none/candidates/c0"})
    EXPECT_EQ(reason(stranger, name), v1::ERROR_REASON_CANDIDATE_UNKNOWN) << name;
  EXPECT_EQ(reason(stranger, "releases/r1"), v1::ERROR_REASON_RELEASE_UNKNOWN);
  EXPECT_EQ(reason(stranger, "releases/none"), v1::ERROR_REASON_RELEASE_UNKNOWN);
  EXPECT_EQ(reason(stranger, "datasets/exam/versions/1"), v1::ERROR_REASON_DATASET_UNKNOWN);
  const Caller local = ReaderOf({"*"});
  EXPECT_EQ(reason(local, kC0), v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(reason(local, "queues/q/candidates/none"), v1::ERROR_REASON_CANDIDATE_UNKNOWN);
  EXPECT_EQ(reason(local, "releases/none"), v1::ERROR_REASON_RELEASE_UNKNOWN);
  EXPECT_EQ(reason(local, "datasets/exam/versions/2"), v1::ERROR_REASON_DATASET_UNKNOWN);
  EXPECT_EQ(reason(local, "policies/p"), v1::ERROR_REASON_FIELD_INVALID);
}

TEST_F(LineageTest, LeavesOutTheOtherQueuesOfACallerWhoMayReadOne) {
  const auto trace = [&](const Caller& caller, const std::string& name) {
    auto request = Text<v1::TraceLineageRequest>("page_size: 1000");
    request.set_name(name);
    const auto response = bed_.CallAs(caller, &Loop::lineage, &Lineage::TraceLineage, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return Steps(response->steps().begin(), response->steps().end());
  };
  const Steps back = trace(ReaderOf({"q"}), "releases/r1");
  const v1::LineageStep named = Find(back, "DATASET datasets/train/versions/1");
  EXPECT_EQ(named.digest(), "");
  EXPECT_FALSE(named.has_time());
  EXPECT_THAT(NamesOf(back, v1::LINEAGE_KIND_CANDIDATE), SizeIs(6));
  const Steps forward = trace(ReaderOf({"t"}), kT1);
  EXPECT_THAT(NamesOf(forward, v1::LINEAGE_KIND_RELEASE), IsEmpty());
  EXPECT_THAT(NamesOf(forward, v1::LINEAGE_KIND_DATASET), SizeIs(1));
}

TEST_F(LineageTest, GivesUpWhenNobodyWaits) {
  const std::atomic<bool> gone = true;
  Caller caller = ReaderOf({"*"});
  caller.gone = &gone;
  const auto response = bed_.CallAs(caller, &Loop::lineage, &Lineage::TraceLineage,
                                    Text<v1::TraceLineageRequest>("name: 'releases/r1'"));
  EXPECT_EQ(ReasonOf(response.status()), v1::ERROR_REASON_DRAINING);
}

}  // namespace
}  // namespace winnow::loop::testing
