// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/evaluations/evaluations.h"

#include <cmath>
#include <map>
#include <set>

#include "gmock/gmock.h"
#include "server/loop/manifest.h"
#include "server/shard/tables.h"
#include "tests/server/loop/evaluations/evaluation_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// S9.1, S5.3: one draw over the frozen frame, all random, integer shares per slice, exact
// probabilities.
TEST(Evaluations, DrawOneMasterSampleWithExactProbabilities) {
  EvaluationBed bed;
  bed.AddTestable(0, 300);
  const auto created = bed.Create("looks: 3");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->evaluation().name(), "queues/q/evaluations/1");
  EXPECT_EQ(created->evaluation().state(), v1::EVALUATION_STATE_OPEN);
  EXPECT_EQ(created->evaluation().budget(), 60u);
  EXPECT_EQ(created->evaluation().looks(), 3u);
  EXPECT_EQ(created->evaluation().policy(), "policies/p@1");
  const auto shown = bed.Evaluation("phase: 1");
  EXPECT_EQ(shown.manifest().eligible(), 300u);
  EXPECT_EQ(shown.manifest().selected(), 60u);
  EXPECT_EQ(shown.manifest().evaluation(), "queues/q/evaluations/1");
  EXPECT_EQ(shown.manifest().digest(), shown.evaluation().phases(0).digest());
  std::map<std::string, int> slices;
  std::map<std::string, double> expected;
  std::set<std::pair<std::string, int64_t>> cells;
  for (const v1::ManifestItem& item : shown.items()) {
    EXPECT_EQ(item.arm(), v1::ARM_EXPLORE);
    EXPECT_DOUBLE_EQ(item.inclusion_probability(),
                     std::ldexp(static_cast<double>(item.cell_expectation()), -32) /
                         static_cast<double>(item.cell_candidates()));
    // Ten candidates of each slice have each size; sizes are proportional to floor plus size.
    EXPECT_EQ(item.cell_candidates(), 10u);
    const double size = 0.5 + static_cast<double>(item.score_micros()) / 1e6;
    EXPECT_NEAR(item.inclusion_probability(), 20 * size / (10 * 50), 0.003) << size;
    ++slices[item.slice()];
    if (cells.emplace(item.slice(), item.score_micros()).second)
      expected[item.slice()] += std::ldexp(static_cast<double>(item.cell_expectation()), -32);
  }
  for (const char* slice : {"s0", "s1", "s2"}) {
    EXPECT_EQ(slices[slice], 20) << slice;
    EXPECT_LE(expected[slice], 20.0) << slice;
  }
  ASSERT_EQ(shown.evaluation().slices_size(), 3);
  EXPECT_EQ(shown.evaluation().slices(0).slice(), "s0");
  EXPECT_EQ(shown.evaluation().slices(0).counts().sampled(), 20u);
  EXPECT_EQ(shown.evaluation().total().pending(), 60u);
}

// S7, S8: the stored manifest carries its digest, and each phase names the one before it, over
// evaluations.
TEST(Evaluations, ChainTheDigestedManifestsOfTheirPhases) {
  EvaluationBed bed;
  bed.AddTestable(0, 300);
  ASSERT_TRUE(bed.Create().ok());
  ASSERT_TRUE(bed.Extend().ok());
  bed.Restart();
  ASSERT_TRUE(bed.Close().ok());
  ASSERT_TRUE(bed.Create().ok());
  std::string before;
  for (const auto& [evaluation, phase] : {std::pair{1u, 1u}, {1u, 2u}, {2u, 1u}}) {
    const auto stored =
        storage::EvaluationSampleTable::Get(bed.engine(), 0, {{1, evaluation}, phase});
    ASSERT_TRUE(stored.ok() && stored->has_value());
    EXPECT_EQ((*stored)->manifest().digest(), ManifestDigest(**stored).ToHex());
    EXPECT_EQ((*stored)->manifest().previous_digest(), before);
    before = (*stored)->manifest().digest();
  }
}

TEST(Evaluations, HaveOneEffectAndOneAnswerPerRequestId) {
  EvaluationBed bed;
  bed.AddTestable(0, 300);
  const auto first = bed.Create("request_id: 'r1'");
  ASSERT_TRUE(first.ok()) << first.status();
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    const auto again = bed.Create("request_id: 'r1'");
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->evaluation().DebugString(), first->evaluation().DebugString());
  }
  ASSERT_TRUE(bed.Extend("items: 30 request_id: 'r2'").ok());
  ASSERT_TRUE(bed.Extend("items: 30 request_id: 'r2'").ok());
  EXPECT_EQ(bed.Evaluation().evaluation().phases_size(), 2);
  ASSERT_TRUE(bed.Close().ok());
  const auto closed = bed.Create("request_id: 'r1'");
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->evaluation().state(), v1::EVALUATION_STATE_CLOSED);
  EXPECT_EQ(bed.Create("request_id: 'r1' budget: 61").status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Evaluations, SayWhatToDoWhenTheyCannotBeCreated) {
  EvaluationBed bed;
  EXPECT_EQ(ReasonOf(bed.Create().status()), v1::ERROR_REASON_FRAME_EMPTY);
  EXPECT_EQ(ReasonOf(bed.Create("queue: 'queues/other'").status()), v1::ERROR_REASON_QUEUE_UNKNOWN);
  bed.AddTestable(0, 30);
  EXPECT_EQ(ReasonOf(bed.Extend().status()), v1::ERROR_REASON_EVALUATION_UNKNOWN);
  ASSERT_TRUE(bed.Create("budget: 6").ok());
  const absl::Status open = bed.Create().status();
  EXPECT_EQ(ReasonOf(open), v1::ERROR_REASON_EVALUATION_OPEN);
  EXPECT_THAT(std::string(open.message()), HasSubstr("CloseEvaluation"));
  ASSERT_TRUE(bed.Close().ok());
  EXPECT_EQ(ReasonOf(bed.Extend().status()), v1::ERROR_REASON_EVALUATION_CLOSED);
  EXPECT_EQ(ReasonOf(bed.Close().status()), v1::ERROR_REASON_EVALUATION_CLOSED);
  EXPECT_EQ(ReasonOf(bed.Close(7).status()), v1::ERROR_REASON_EVALUATION_UNKNOWN);

  ReviewBed training;
  const auto refused =
      training.Call(&Loop::evaluations, &Evaluations::CreateEvaluation,
                    Text<v1::CreateEvaluationRequest>("queue: 'queues/q' budget: 5"));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_PURPOSE_MISMATCH);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("Activate one"));
}

TEST(Evaluations, CompareThePairThatThePolicyReads) {
  EvaluationBed bed(
      "signal_terms { name: 'd' signal: 'pair_disagreement' clamp_high: 9 weight: 1 "
      "baseline_release: 'a' candidate_release: 'b' }");
  bed.AddTestable(0, 30);
  const char* const other = "release_under_test { candidate_release: 'c' }";
  EXPECT_EQ(ReasonOf(bed.Create(other).status()), v1::ERROR_REASON_RELEASES_MISMATCH);
  EXPECT_TRUE(bed.Create().ok());
}

// What the sample was drawn under stays until the evaluation is closed.
TEST(Evaluations, KeepPolicyAndReleasesUntilTheyAreClosed) {
  EvaluationBed bed;
  bed.AddTestable(0, 30);
  ASSERT_TRUE(bed.Create("budget: 6").ok());
  Approve(bed, "policies/lab-v0@1");
  const auto activate = [&] {
    return bed
        .Call(
            &Loop::policies, &Policies::ActivatePolicyRevision,
            Text<v1::ActivatePolicyRevisionRequest>("queue: 'queues/q' policy: 'policies/lab-v0'"))
        .status();
  };
  const auto update = [&] {
    return bed
        .Call(&Loop::queues, &Queues::UpdateQueue,
              Text<v1::UpdateQueueRequest>("queue { name: 'queues/q' release_under_test { "
                                           "baseline_release: 'a' candidate_release: 'c' } } "
                                           "update_mask { paths: 'release_under_test' }"))
        .status();
  };
  EXPECT_EQ(ReasonOf(activate()), v1::ERROR_REASON_EVALUATION_OPEN);
  EXPECT_EQ(ReasonOf(update()), v1::ERROR_REASON_EVALUATION_OPEN);
  ASSERT_TRUE(bed.Close().ok());
  EXPECT_TRUE(activate().ok());
  EXPECT_TRUE(update().ok());
}

TEST(Evaluations, GiveTheQueueBackWhenTheyAreClosed) {
  EvaluationBed bed;
  bed.AddTestable(0, 30);
  ASSERT_TRUE(bed.Create("budget: 6").ok());
  const auto sample = bed.Sample();
  bed.AddTestable(30, 33);
  const auto batch = bed.Take("max_items: 2");
  ASSERT_TRUE(bed.Label(batch, {batch.items(0).candidate_id()}, 1).ok());
  EXPECT_EQ(bed.Get("c31").exclusion(), v1::EXCLUSION_REASON_HELD_FOR_EVALUATION);
  EXPECT_EQ(bed.Status().available(), 24u);
  const auto closed = bed.Close();
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->evaluation().total().labeled(), 1u);
  EXPECT_EQ(closed->evaluation().total().leased(), 1u);
  EXPECT_EQ(closed->evaluation().total().pending(), 4u);
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    EXPECT_EQ(bed.Status().available(), 31u);
    EXPECT_EQ(bed.Evaluation().evaluation().DebugString(), closed->evaluation().DebugString());
    EXPECT_EQ(Ids(bed.Sample()), Ids(sample));
  }
  // Its open batch goes on, and ordinary batches are drawn again.
  EXPECT_TRUE(bed.Label(batch, {batch.items(1).candidate_id()}, 1).ok());
  const auto drawn = bed.Take();
  EXPECT_EQ(drawn.items_size(), 31);
  EXPECT_TRUE(drawn.manifest().evaluation().empty());
  EXPECT_NE(drawn.manifest().seed(), 0u);
}

TEST(Evaluations, AreListedNewestFirstInPages) {
  EvaluationBed bed;
  bed.AddTestable(0, 30);
  for (int number = 1; number <= 3; ++number) {
    ASSERT_TRUE(bed.Create("budget: 3").ok());
    if (number == 3) break;
    ASSERT_TRUE(bed.Close(number).ok());
  }
  std::vector<std::string> names;
  auto request = Text<v1::ListEvaluationsRequest>("queue: 'queues/q' page_size: 2");
  do {
    const auto page = bed.Call(&Loop::evaluations, &Evaluations::ListEvaluations, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Evaluation& evaluation : page->evaluations()) {
      names.push_back(evaluation.name());
      EXPECT_EQ(evaluation.state(),
                names.size() == 1 ? v1::EVALUATION_STATE_OPEN : v1::EVALUATION_STATE_CLOSED);
      EXPECT_EQ(evaluation.total().sampled(), 3u);
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("queues/q/evaluations/3", "queues/q/evaluations/2",
                                 "queues/q/evaluations/1"));
}

}  // namespace
}  // namespace winnow::loop::testing
