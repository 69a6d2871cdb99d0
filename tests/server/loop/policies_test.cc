// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Policy revisions and their activation (governance.md G1).
#include <gtest/gtest.h>

#include <string>

#include "server/loop/error.h"
#include "tests/server/loop/loop_bed.h"

namespace winnow::loop::testing {
namespace {

// A policy whose one term gives `weight` times the signal x_s.
v1::CreatePolicyRevisionRequest Order(const std::string& id, double weight) {
  auto request = Text<v1::CreatePolicyRevisionRequest>(
      "policy { purpose: PURPOSE_TRAINING allocation { kind: ALLOCATION_KIND_BY_SCORE } "
      "signal_terms { name: 't' signal: 'x_s' clamp_low: 0 clamp_high: 10 } }");
  request.set_policy_id(id);
  request.mutable_policy()->mutable_signal_terms(0)->set_weight(weight);
  return request;
}

auto Create(LoopBed& bed, const v1::CreatePolicyRevisionRequest& request) {
  return bed.Call(&Loop::policies, &Policies::CreatePolicyRevision, request);
}

auto Activate(LoopBed& bed, const std::string& policy) {
  v1::ActivatePolicyRevisionRequest request;
  request.set_queue("queues/q");
  request.set_policy(policy);
  return bed.Call(&Loop::policies, &Policies::ActivatePolicyRevision, request);
}

v1::PolicyRevision Get(LoopBed& bed, const std::string& name) {
  v1::GetPolicyRevisionRequest request;
  request.set_name(name);
  const auto response = bed.Call(&Loop::policies, &Policies::GetPolicyRevision, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->policy_revision() : v1::PolicyRevision();
}

int64_t Score(LoopBed& bed) {
  const auto response =
      bed.Call(&Loop::candidates, &Candidates::ExplainCandidate,
               Text<v1::ExplainCandidateRequest>("name: 'queues/q/candidates/a'"));
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->score_micros() : -1;
}

TEST(Policies, CountsRevisionsAndReturnsTheNewestForTheSameContent) {
  LoopBed bed;
  EXPECT_EQ(Create(bed, Order("p", 1))->policy_revision().name(), "policies/p@1");
  EXPECT_EQ(Create(bed, Order("p", 2))->policy_revision().name(), "policies/p@2");
  bed.Restart();
  const size_t leaves = LeavesOf(bed).size();
  EXPECT_EQ(Create(bed, Order("p", 2))->policy_revision().name(), "policies/p@2");
  EXPECT_EQ(LeavesOf(bed).size(), leaves);
  EXPECT_EQ(Create(bed, Order("p", 1))->policy_revision().name(), "policies/p@3");
  EXPECT_EQ(Get(bed, "policies/p").name(), "policies/p@3");
  EXPECT_EQ(Get(bed, "policies/p@1").content_hash(), Get(bed, "policies/p@3").content_hash());
  EXPECT_EQ(Get(bed, "policies/p@1").content_hash().size(), 64u);
  EXPECT_EQ(Get(bed, "policies/p@1").author(), "local");
}

TEST(Policies, AnswersARequestIdWithTheRevisionThatItMade) {
  LoopBed bed;
  v1::CreatePolicyRevisionRequest request = Order("p", 1);
  request.set_request_id("id");
  ASSERT_TRUE(Create(bed, request).ok());
  ASSERT_TRUE(Create(bed, Order("p", 2)).ok());
  EXPECT_EQ(Create(bed, request)->policy_revision().name(), "policies/p@1");
  request.mutable_policy()->set_required_labels(3);
  EXPECT_EQ(DetailOf(Create(bed, request).status()).reason, v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST(Policies, RefusesWhatContradictsItselfWithEveryViolation) {
  LoopBed bed;
  v1::CreatePolicyRevisionRequest request = Order("p", 5000);
  request.mutable_policy()->mutable_signal_terms(0)->set_signal("unheard_of");
  const auto created = Create(bed, request);
  const ErrorDetail detail = DetailOf(created.status());
  EXPECT_EQ(detail.reason, v1::ERROR_REASON_POLICY_INVALID);
  EXPECT_GE(detail.violations.size(), 2u);
  EXPECT_FALSE(Create(bed, Order("lab-v0", 1)).ok());
}

TEST(Policies, RescoresTheQueueAtActivationAndMarksTheLeaf) {
  LoopBed bed;
  bed.SetUp("");
  v1::Candidate candidate = LoopBed::Complete("a");
  *candidate.add_signals() = Text<v1::Signal>("name: 'x_s' value: 2");
  bed.Upsert({candidate});
  EXPECT_EQ(bed.Status().available(), 0u);
  for (const int weight : {1, 3}) {
    const auto created = Create(bed, Order("p", weight));
    ASSERT_TRUE(created.ok()) << created.status();
    Approve(bed, created->policy_revision().name());
  }
  ASSERT_TRUE(Activate(bed, "policies/p@1").ok());
  EXPECT_EQ(bed.Status().available(), 1u);
  EXPECT_EQ(Score(bed), 2'000'000);
  const auto active = Activate(bed, "policies/p");
  ASSERT_TRUE(active.ok()) << active.status();
  EXPECT_EQ(active->queue().active_policy(), "policies/p@2");
  EXPECT_EQ(active->queue().active_policy_hash(), Get(bed, "policies/p@2").content_hash());
  EXPECT_EQ(LeavesOf(bed).back().method(), "ActivatePolicyRevision");
  EXPECT_EQ(LeavesOf(bed).back().decision(), "ACTIVATED");
  EXPECT_EQ(LeavesOf(bed).back().policy(), "p@2");
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    EXPECT_EQ(Score(bed), 6'000'000);
    EXPECT_EQ(Get(bed, "policies/p@2").state(), v1::POLICY_STATE_ACTIVE);
    EXPECT_EQ(Get(bed, "policies/p@1").state(), v1::POLICY_STATE_SUPERSEDED);
    EXPECT_EQ(Get(bed, "policies/lab-v0").state(), v1::POLICY_STATE_DRAFT);
  }
}

TEST(Policies, RefusesAPolicyThatDoesNotFitTheQueue) {
  LoopBed bed;
  bed.SetUp();
  v1::CreatePolicyRevisionRequest request = Order("p", 1);
  *request.mutable_policy()->add_caps() = Text<v1::Cap>("attribute: 'cluster' per_batch: 2");
  ASSERT_TRUE(Create(bed, request).ok());
  Approve(bed, "policies/p@1");
  const auto activated = Activate(bed, "policies/p");
  const ErrorDetail detail = DetailOf(activated.status());
  EXPECT_EQ(detail.reason, v1::ERROR_REASON_POLICY_INVALID);
  ASSERT_EQ(detail.violations.size(), 1u);
  EXPECT_EQ(detail.violations[0].field, "policy.caps[0].attribute");
  EXPECT_EQ(bed.Status().queue().active_policy(), "policies/lab-v0@1");
  EXPECT_EQ(DetailOf(Activate(bed, "policies/nobody").status()).reason,
            v1::ERROR_REASON_POLICY_UNKNOWN);
}

TEST(Policies, ListsCreatedAndBuiltInRevisionsInOrder) {
  LoopBed bed;
  for (const char* id : {"zz", "aa"}) {
    for (const double weight : {1, 2}) ASSERT_TRUE(Create(bed, Order(id, weight)).ok());
  }
  std::vector<std::string> names;
  v1::ListPolicyRevisionsRequest request;
  request.set_page_size(1);
  do {
    const auto page = bed.Call(&Loop::policies, &Policies::ListPolicyRevisions, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& revision : page->policy_revisions()) names.push_back(revision.name());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(names.front(), "policies/aa@1");
  EXPECT_EQ(names.back(), "policies/zz@2");
  EXPECT_NE(std::find(names.begin(), names.end(), "policies/lab-v0@1"), names.end());
}

}  // namespace
}  // namespace winnow::loop::testing
