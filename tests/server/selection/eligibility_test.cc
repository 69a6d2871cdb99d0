// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/eligibility.h"

#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace winnow::selection {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

constexpr int64_t kNow = 1'800'000'000'000'000;
constexpr int64_t kHour = 3'600'000'000;

CompiledPolicy Policy() {
  CompiledPolicy policy;
  policy.purpose = v1::PURPOSE_TRAINING;
  policy.splits = {v1::SPLIT_TRAIN, v1::SPLIT_DEV};
  policy.lease.max_lease = absl::Hours(24);
  policy.lease.label_turnaround = absl::Hours(6);
  policy.required_labels = 2;
  return policy;
}

const ConsentScopeFacts& Research() {
  static const ConsentScopeFacts scope = {"research", true, false, kNow + 1};
  return scope;
}

CandidateFacts InFrame() {
  CandidateFacts facts;
  facts.consent_scope = &Research();
  facts.retain_until_us = kNow + 30 * kHour;
  facts.source_registered = true;
  facts.rubric_known = true;
  facts.split = v1::SPLIT_DEV;
  facts.slice_launch_weight = 1;
  return facts;
}

struct Breach {
  v1::ExclusionReason reason;
  std::function<void(CandidateFacts&)> make;
};

// One way out of the frame per rule, in the order of S3.
std::vector<Breach> Breaches() {
  return {
      {v1::EXCLUSION_REASON_QUARANTINED, [](auto& c) { c.quarantined = true; }},
      {v1::EXCLUSION_REASON_RETIRED, [](auto& c) { c.retired = true; }},
      {v1::EXCLUSION_REASON_CONSENT_DISALLOWED, [](auto& c) { c.consent_scope = nullptr; }},
      {v1::EXCLUSION_REASON_CONSENT_REVOKED, [](auto& c) { c.consent_revoked = true; }},
      {v1::EXCLUSION_REASON_RETENTION, [](auto& c) { c.retain_until_us -= 1; }},
      {v1::EXCLUSION_REASON_SENSITIVE, [](auto& c) { c.sensitive = true; }},
      {v1::EXCLUSION_REASON_SOURCE_UNKNOWN, [](auto& c) { c.source_registered = false; }},
      {v1::EXCLUSION_REASON_RUBRIC_UNKNOWN, [](auto& c) { c.rubric_known = false; }},
      {v1::EXCLUSION_REASON_CONTROL_ITEM, [](auto& c) { c.control_item = true; }},
      {v1::EXCLUSION_REASON_SPLIT_DISALLOWED, [](auto& c) { c.split = v1::SPLIT_TEST; }},
      {v1::EXCLUSION_REASON_NO_LAUNCH_RELEVANCE, [](auto& c) { c.slice_launch_weight = 0; }},
      {v1::EXCLUSION_REASON_DUPLICATE, [](auto& c) { c.duplicate = true; }},
      {v1::EXCLUSION_REASON_ALREADY_LABELED, [](auto& c) { c.labeled = true; }},
      {v1::EXCLUSION_REASON_LEASED, [](auto& c) { c.leased = true; }},
      {v1::EXCLUSION_REASON_DEAD_LETTERED, [](auto& c) { c.dead_lettered = true; }},
      {v1::EXCLUSION_REASON_HELD_FOR_EVALUATION, [](auto& c) { c.held_for_evaluation = true; }},
  };
}

TEST(Eligibility, HoldsACandidateThatBreaksNoRule) {
  const CompiledPolicy policy = Policy();
  const FrameRules rules(policy, kNow);
  EXPECT_EQ(FirstExclusion(InFrame(), rules), v1::EXCLUSION_REASON_UNSPECIFIED);
  EXPECT_THAT(AllExclusions(InFrame(), rules), IsEmpty());
}

TEST(Eligibility, KeepsACandidateOutUnderTheOneRuleThatItBreaks) {
  const CompiledPolicy policy = Policy();
  const FrameRules rules(policy, kNow);
  for (const Breach& breach : Breaches()) {
    CandidateFacts facts = InFrame();
    breach.make(facts);
    EXPECT_THAT(AllExclusions(facts, rules), ElementsAre(breach.reason));
  }
}

// S3: it is counted under the first reason, in this order, and every one is told on request.
TEST(Eligibility, NamesTheFirstOfSeveralReasonsAndAllInOrder) {
  const CompiledPolicy policy = Policy();
  const FrameRules rules(policy, kNow);
  const std::vector<Breach> breaches = Breaches();
  ASSERT_EQ(breaches.size(), static_cast<size_t>(v1::ExclusionReason_ARRAYSIZE - 1));
  std::mt19937_64 random(99);
  for (int round = 0; round < 5000; ++round) {
    CandidateFacts facts = InFrame();
    std::vector<v1::ExclusionReason> broken;
    for (const Breach& breach : breaches) {
      if (random() % 3 != 0) continue;
      breach.make(facts);
      broken.push_back(breach.reason);
    }
    ASSERT_THAT(AllExclusions(facts, rules), ElementsAreArray(broken)) << "round " << round;
    ASSERT_EQ(FirstExclusion(facts, rules),
              broken.empty() ? v1::EXCLUSION_REASON_UNSPECIFIED : broken.front());
  }
}

TEST(Eligibility, KeepsRetentionFreeForTheLongestLeaseAndTheTurnaround) {
  const CompiledPolicy policy = Policy();
  CandidateFacts facts = InFrame();
  EXPECT_THAT(AllExclusions(facts, FrameRules(policy, kNow)), IsEmpty());
  facts.consent_scope = nullptr;
  EXPECT_THAT(AllExclusions(facts, FrameRules(policy, kNow + 1)),
              ElementsAre(v1::EXCLUSION_REASON_CONSENT_DISALLOWED, v1::EXCLUSION_REASON_RETENTION));
}

TEST(Eligibility, AsksForRetentionAtTheEndOfTimeWithoutOverflow) {
  const CompiledPolicy policy = Policy();
  const FrameRules rules(policy, std::numeric_limits<int64_t>::max() - 1);
  EXPECT_EQ(rules.retain_at_least_us, std::numeric_limits<int64_t>::max());
}

TEST(Eligibility, LetsSensitiveCandidatesInUnlessThePolicyExcludesThem) {
  CompiledPolicy policy = Policy();
  CandidateFacts facts = InFrame();
  facts.sensitive = true;
  for (const auto handling : {v1::SENSITIVE_HANDLING_PENALIZE, v1::SENSITIVE_HANDLING_ALLOW}) {
    policy.sensitive = handling;
    EXPECT_THAT(AllExclusions(facts, FrameRules(policy, kNow)), IsEmpty());
  }
}

TEST(Eligibility, AcceptsOnlyTheScopesThatThePolicyNames) {
  CompiledPolicy policy = Policy();
  policy.consent_scopes = {"other"};
  EXPECT_THAT(AllExclusions(InFrame(), FrameRules(policy, kNow)),
              ElementsAre(v1::EXCLUSION_REASON_CONSENT_DISALLOWED));
  policy.consent_scopes.insert("research");
  EXPECT_THAT(AllExclusions(InFrame(), FrameRules(policy, kNow)), IsEmpty());
}

TEST(Eligibility, KeepsTheDefaultCandidateOut) {
  const CompiledPolicy policy = Policy();
  EXPECT_EQ(FirstExclusion(CandidateFacts(), FrameRules(policy, kNow)),
            v1::EXCLUSION_REASON_CONSENT_DISALLOWED);
}

// G2: default deny.
TEST(Consent, DeniesWhatIsUnknownExpiredOrForAnotherPurpose) {
  EXPECT_FALSE(ConsentAllows(nullptr, v1::PURPOSE_TRAINING, kNow));
  EXPECT_TRUE(ConsentAllows(&Research(), v1::PURPOSE_TRAINING, kNow));
  EXPECT_FALSE(ConsentAllows(&Research(), v1::PURPOSE_TRAINING, kNow + 1)) << "expired";
  EXPECT_FALSE(ConsentAllows(&Research(), v1::PURPOSE_EVALUATION, kNow));
  EXPECT_FALSE(ConsentAllows(&Research(), v1::PURPOSE_UNSPECIFIED, kNow));
}

TEST(Consent, ReadsARegisteredScope) {
  v1::ConsentScope scope;
  scope.add_purposes(v1::PURPOSE_EVALUATION);
  const ConsentScopeFacts open = ConsentScopeFactsOf("s", scope);
  EXPECT_EQ(open.id, "s");
  EXPECT_FALSE(open.allows_training);
  EXPECT_TRUE(open.allows_evaluation);
  EXPECT_EQ(open.expire_us, std::numeric_limits<int64_t>::max());
  scope.mutable_expire_time()->set_seconds(12);
  scope.mutable_expire_time()->set_nanos(345'678'999);
  EXPECT_EQ(ConsentScopeFactsOf("s", scope).expire_us, 12'345'678);
}

}  // namespace
}  // namespace winnow::selection
