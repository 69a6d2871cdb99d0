// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The training policies that come with Winnow (POLICIES.md).
#include "server/selection/builtin_policies.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/selection/policy.h"
#include "server/selection/policy_validation.h"
#include "server/selection/score.h"
#include "server/selection/stable_hash.h"

namespace winnow::selection {
namespace {

constexpr absl::string_view kTraining[] = {"asr-training", "tts-training", "voice-agent"};

CompiledPolicy Compiled(absl::string_view id) {
  auto policy = CompilePolicy(*FindBuiltinPolicy(id), {});
  EXPECT_TRUE(policy.ok()) << policy.status();
  return *std::move(policy);
}

TEST(BuiltinPolicies, FitEveryQueueThatNamesThePairWhereOneIsNeeded) {
  PolicyContext pair;
  pair.release_under_test.emplace();
  pair.release_under_test->set_baseline_release("A");
  pair.release_under_test->set_candidate_release("B");
  const PolicyContext bare;
  for (const absl::string_view id : BuiltinPolicyIds()) {
    const v1::ReviewPolicy policy = *FindBuiltinPolicy(id);
    EXPECT_TRUE(ValidatePolicy(policy, nullptr).empty()) << id;
    EXPECT_TRUE(ValidatePolicy(policy, &pair).empty()) << id;
    EXPECT_EQ(ValidatePolicy(policy, &bare).empty(), id != "release-evaluation") << id;
  }
  EXPECT_TRUE(std::is_sorted(BuiltinPolicyIds().begin(), BuiltinPolicyIds().end()));
}

// Owners approve bytes: a change of any rule asks for their approvals again, and has to be meant.
TEST(BuiltinPolicies, HaveFrozenContent) {
  std::vector<uint64_t> hashes;
  for (const absl::string_view id : BuiltinPolicyIds())
    hashes.push_back(StableHash64(0, CanonicalPolicyBytes(*FindBuiltinPolicy(id))));
  const std::vector<uint64_t> kFrozen = {0xf8fe13ac98c0a00fu, 0xdecfbe1597e9757cu,
                                         0xcb83527ac24ab005u, 0xdc1359a7e3cf81bu,
                                         0x4f3956ed5b70763eu};
  EXPECT_EQ(hashes, kFrozen);
}

TEST(BuiltinPolicies, TrainOnATenthDrawnAtRandomWithoutSensitiveCandidatesAndWithoutCaps) {
  for (const absl::string_view id : kTraining) {
    SCOPED_TRACE(std::string(id));
    const CompiledPolicy policy = Compiled(id);
    EXPECT_EQ(policy.purpose, v1::PURPOSE_TRAINING);
    EXPECT_EQ(policy.exploration.share, kMicrosPerUnit / 10);
    EXPECT_EQ(policy.sensitive, v1::SENSITIVE_HANDLING_EXCLUDE);
    EXPECT_FALSE(policy.splits.contains(v1::SPLIT_TEST));
    EXPECT_TRUE(policy.caps.empty());
    EXPECT_GE(policy.default_quota.min, 1u) << "a slice could starve";
    EXPECT_FALSE(policy.default_quota.max_share.has_value()) << "one slice could not fill a batch";
  }
}

// Each signal raises the score from nothing where it is missing to its most where it is worst, and
// beyond that no more.
TEST(BuiltinPolicies, RankByEachOfTheirSignalsWithinItsRange) {
  for (const absl::string_view id : kTraining) {
    const CompiledPolicy policy = Compiled(id);
    EXPECT_EQ(Score(policy, {}, false), 0) << id;
    Micros most = 0;
    for (size_t i = 0; i < policy.terms.size(); ++i) {
      SCOPED_TRACE(policy.terms[i].name);
      std::vector<SignalValue> values(policy.terms.size());
      const auto at = [&](double value) {
        values[i] = {true, ToMicros(value)};
        return Score(policy, values, false);
      };
      const bool falling = at(0) > 0;
      EXPECT_EQ(falling, policy.terms[i].signal.name == "confidence" ||
                             policy.terms[i].signal.name == "margin");
      const Micros worst = falling ? at(0) : at(1e9);
      EXPECT_GE(worst, kMicrosPerUnit / 2);
      EXPECT_LE(worst, 3 * kMicrosPerUnit / 2);
      EXPECT_EQ(falling ? at(1) : at(0), 0);
      most += worst;
    }
    EXPECT_EQ(policy.range.max, most) << id;
  }
}

TEST(BuiltinPolicies, OfAVoiceAgentWeighTheStagesAlike) {
  const CompiledPolicy policy = Compiled("voice-agent");
  int stages = 0;
  for (size_t i = 0; i < policy.terms.size(); ++i) {
    if (policy.terms[i].name == "doubt" || policy.terms[i].name == "popularity") continue;
    std::vector<SignalValue> values(policy.terms.size());
    values[i] = {true, ToMicros(1000)};
    EXPECT_EQ(Score(policy, values, false), kMicrosPerUnit) << policy.terms[i].name;
    ++stages;
  }
  EXPECT_EQ(stages, 7);
}

}  // namespace
}  // namespace winnow::selection
