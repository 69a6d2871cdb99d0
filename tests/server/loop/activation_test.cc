// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Activations on a queue that is too large to be scored within the call (selection.md S2.4): it
// serves under the revision before until the scores of the next are built.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/loop/policy_activation.h"
#include "server/shard/shadow_build.h"
#include "tests/server/loop/loop_bed.h"

namespace winnow::loop::testing {
namespace {

constexpr char kPair[] = "baseline_release: 'r1' candidate_release: ";

class ActivationTest : public ::testing::Test {
 protected:
  // Revisions 1 to 3 of policy p give 1, 2 and 3 times the disagreement of the pair under test,
  // which is 1 for r1 against r2 and 5 for r1 against r3; revision 1 is active.
  void SetUp() override {
    bed_.SetUp("");
    for (const int weight : {1, 2, 3}) {
      ASSERT_TRUE(bed_.Call(&Loop::policies, &Policies::CreatePolicyRevision,
                            Text<v1::CreatePolicyRevisionRequest>(absl::StrCat(
                                "policy_id: 'p' policy { purpose: PURPOSE_TRAINING allocation { "
                                "kind: ALLOCATION_KIND_BY_SCORE } signal_terms { name: 't' signal: "
                                "'pair_disagreement' clamp_high: 9 use_release_under_test: true "
                                "weight: ",
                                weight, " } }")))
                      .ok());
      Approve(bed_, absl::StrCat("policies/p@", weight));
    }
    SetReleases("r2");
    EXPECT_EQ(Activate("policies/p@1").active_policy(), "policies/p@1");
    v1::Candidate candidate = LoopBed::Complete("");
    for (const char* signal :
         {"value: 1 candidate_release: 'r2'", "value: 5 candidate_release: 'r3'"}) {
      *candidate.add_signals() = Text<v1::Signal>(
          absl::StrCat("name: 'pair_disagreement' baseline_release: 'r1' ", signal));
    }
    std::vector<v1::Candidate> chunk;
    for (size_t i = 0; i <= kScoredAtOnce; ++i) {
      candidate.set_candidate_id(absl::StrCat("c", i));
      chunk.push_back(candidate);
      if (chunk.size() < 500 && i < kScoredAtOnce) continue;
      bed_.Upsert(chunk);
      chunk.clear();
    }
  }

  v1::Queue Activate(const std::string& policy) {
    v1::ActivatePolicyRevisionRequest request;
    request.set_queue("queues/q");
    request.set_policy(policy);
    const auto response = bed_.Call(&Loop::policies, &Policies::ActivatePolicyRevision, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->queue() : v1::Queue();
  }

  v1::Queue SetReleases(const std::string& candidate_release) {
    const auto response =
        bed_.Call(&Loop::queues, &Queues::UpdateQueue,
                  Text<v1::UpdateQueueRequest>(absl::StrCat(
                      "queue { name: 'queues/q' release_under_test { ", kPair, "'",
                      candidate_release, "' } } update_mask { paths: 'release_under_test' }")));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->queue() : v1::Queue();
  }

  v1::PolicyState StateOf(const std::string& policy) {
    v1::GetPolicyRevisionRequest request;
    request.set_name(policy);
    return bed_.Call(&Loop::policies, &Policies::GetPolicyRevision, request)
        ->policy_revision()
        .state();
  }

  // A batch of one: the policy and epoch that it was drawn under, and the score of its item.
  std::string Draw() {
    const auto response =
        bed_.Call(&Loop::dispatch, &Dispatch::RequestBatch,
                  Text<v1::RequestBatchRequest>("queue: 'queues/q' labeler: 'l' max_items: 1"));
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok() || response->items_size() != 1) return "nothing";
    v1::ExplainCandidateRequest explain;
    explain.set_name(absl::StrCat("queues/q/candidates/", response->items(0).candidate_id()));
    const auto explained = bed_.Call(&Loop::candidates, &Candidates::ExplainCandidate, explain);
    return absl::StrCat(response->manifest().policy(), " ", response->manifest().index_epoch(), " ",
                        explained->score_micros());
  }

  // Goes on with what is under way: one portion, or all of it.
  size_t BuildSome() { return Build({.portion = 100, .portions = 1}); }
  size_t BuildAll() { return Build({}); }

  LoopBed bed_;

 private:
  size_t Build(const shard::ShadowBuildOptions& options) {
    const auto left = shard::BuildShadows(bed_.shards().at(0), bed_.clock(), options);
    EXPECT_TRUE(left.ok()) << left.status();
    return left.value_or(0);
  }
};

TEST_F(ActivationTest, ServesAsBeforeUntilTheScoresAreBuiltAndThenUnderTheNextEpoch) {
  const v1::Queue answer = Activate("policies/p@2");
  EXPECT_EQ(answer.active_policy(), "policies/p@1");
  EXPECT_EQ(answer.activating_policy(), "policies/p@2");
  EXPECT_EQ(LeavesOf(bed_).back().policy(), "p@2");
  EXPECT_EQ(LeavesOf(bed_).back().decision(), "ACTIVATING");
  EXPECT_FALSE(answer.bootstrap());
  for (const bool restarted : {false, true}) {
    if (restarted) bed_.Restart();
    EXPECT_EQ(BuildSome(), 1u);
    EXPECT_EQ(StateOf("policies/p@1"), v1::POLICY_STATE_ACTIVE);
    EXPECT_EQ(StateOf("policies/p@2"), v1::POLICY_STATE_ACTIVATING);
    EXPECT_EQ(bed_.Status().queue().activating_policy(), "policies/p@2");
    EXPECT_EQ(Draw(), "policies/p@1 1 1000000");
  }
  EXPECT_EQ(BuildAll(), 0u);
  EXPECT_EQ(LeavesOf(bed_).back().decision(), "ACTIVATED");
  EXPECT_EQ(LeavesOf(bed_).back().policy(), "p@2");
  for (const bool restarted : {false, true}) {
    if (restarted) bed_.Restart();
    EXPECT_EQ(bed_.Status().queue().active_policy(), "policies/p@2");
    EXPECT_EQ(bed_.Status().queue().activating_policy(), "");
    EXPECT_FALSE(bed_.Status().queue().bootstrap());
    EXPECT_EQ(StateOf("policies/p@1"), v1::POLICY_STATE_SUPERSEDED);
    EXPECT_EQ(StateOf("policies/p@2"), v1::POLICY_STATE_ACTIVE);
    EXPECT_EQ(Draw(), "policies/p@2 2 2000000");
  }
}

TEST_F(ActivationTest, ALaterActivationTakesThePlaceOfOneThatIsStillBuilding) {
  Activate("policies/p@2");
  BuildSome();
  EXPECT_EQ(Activate("policies/p@3").activating_policy(), "policies/p@3");
  EXPECT_EQ(StateOf("policies/p@2"), v1::POLICY_STATE_APPROVED);
  EXPECT_EQ(BuildAll(), 0u);
  EXPECT_EQ(Draw(), "policies/p@3 2 3000000");
}

TEST_F(ActivationTest, ActivatingTheActiveRevisionCallsOffWhatIsStillBuilding) {
  Activate("policies/p@2");
  BuildSome();
  const v1::Queue answer = Activate("policies/p@1");
  EXPECT_EQ(answer.active_policy(), "policies/p@1");
  EXPECT_EQ(answer.activating_policy(), "");
  EXPECT_EQ(LeavesOf(bed_).back().decision(), "CALLED_OFF");
  EXPECT_EQ(BuildAll(), 0u);
  for (const bool restarted : {false, true}) {
    if (restarted) bed_.Restart();
    EXPECT_EQ(Draw(), "policies/p@1 1 1000000");
  }
}

TEST_F(ActivationTest, AnotherPairOfReleasesIsReadOnceTheScoresAreBuilt) {
  const v1::Queue answer = SetReleases("r3");
  EXPECT_EQ(answer.release_under_test().candidate_release(), "r3");
  EXPECT_EQ(answer.activating_policy(), "policies/p@1");
  // What is asked for meanwhile comes on top.
  EXPECT_EQ(Activate("policies/p@2").release_under_test().candidate_release(), "r3");
  for (const bool restarted : {false, true}) {
    if (restarted) bed_.Restart();
    BuildSome();
    EXPECT_EQ(Draw(), "policies/p@1 1 1000000");
  }
  EXPECT_EQ(BuildAll(), 0u);
  EXPECT_EQ(bed_.Status().queue().release_under_test().candidate_release(), "r3");
  EXPECT_EQ(Draw(), "policies/p@2 2 10000000");
}

}  // namespace
}  // namespace winnow::loop::testing
