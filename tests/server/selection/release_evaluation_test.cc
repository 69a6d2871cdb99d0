// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The built-in policy release-evaluation (selection.md S9.5).
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "gtest/gtest.h"
#include "server/selection/builtin_policies.h"
#include "server/selection/policy.h"
#include "server/selection/score.h"

namespace winnow::selection {
namespace {

constexpr double kLabelRange = 128;

CompiledPolicy Compiled() {
  PolicyContext context;
  context.release_under_test.emplace();
  context.release_under_test->set_baseline_release("A");
  context.release_under_test->set_candidate_release("B");
  auto policy = CompilePolicy(*FindBuiltinPolicy("release-evaluation"), context);
  EXPECT_TRUE(policy.ok()) << policy.status();
  return *std::move(policy);
}

double SizeAt(const CompiledPolicy& policy, double disagreement) {
  const Micros score = Score(policy, {{true, ToMicros(disagreement)}}, false);
  return static_cast<double>(policy.exploration.SizeOf(score)) / kMicrosPerUnit;
}

TEST(ReleaseEvaluation, DrawsEverythingAtRandomInIntegerShares) {
  const CompiledPolicy policy = Compiled();
  EXPECT_EQ(policy.purpose, v1::PURPOSE_EVALUATION);
  EXPECT_EQ(policy.allocation, v1::ALLOCATION_KIND_POWER);
  EXPECT_EQ(policy.default_quota.min, 7u);  // what a gate asks for: 5 draws, 7 clusters
  EXPECT_EQ(policy.exploration.share, kMicrosPerUnit);
  ASSERT_EQ(policy.terms.size(), 1u);
  EXPECT_EQ(policy.terms[0].signal, (SignalId{"pair_disagreement", "A", "B"}));
  const v1::Exploration exploration = FindBuiltinPolicy("release-evaluation")->exploration();
  EXPECT_EQ(exploration.known_zero().term(), "disagreement");
  EXPECT_EQ(exploration.known_zero().audit_share(), 0.02);
}

TEST(ReleaseEvaluation, SizesFollowThreeQuartersPowerOfTheDisagreement) {
  const CompiledPolicy policy = Compiled();
  double worst = 0;
  double worst_whole = 0;
  for (int i = 1000; i <= 128000; ++i) {
    const double d = i / 1000.0;
    const double power = std::pow(d, 0.75);
    const double error = std::abs(SizeAt(policy, d) - power) / power;
    worst = std::max(worst, error);
    if (i % 1000 == 0) worst_whole = std::max(worst_whole, error);
  }
  std::printf("largest relative error: %.4f, at whole words %.4f\n", worst, worst_whole);
  EXPECT_LT(worst, 0.016);
  EXPECT_GT(worst, 0.015);  // what the comment beside the knots says
  for (const double beyond : {128.0, 129.0, 1e6}) {
    EXPECT_NEAR(SizeAt(policy, beyond), std::pow(kLabelRange, 0.75), 1e-5) << beyond;
  }
}

TEST(ReleaseEvaluation, TakesACandidateThatNobodyComparedForOneWord) {
  const CompiledPolicy policy = Compiled();
  EXPECT_EQ(Score(policy, {}, false), kMicrosPerUnit);
  EXPECT_EQ(policy.exploration.SizeOf(0), 1);  // a known zero: the smallest size there is
}

}  // namespace
}  // namespace winnow::selection
