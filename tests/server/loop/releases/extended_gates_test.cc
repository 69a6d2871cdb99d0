// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a gate says of evaluations that were extended (selection.md S9.1).
#include <string>

#include "gmock/gmock.h"
#include "tests/server/loop/releases/release_bed.h"

namespace winnow::loop::testing {
namespace {

// Of an evaluation of `budget` items that is extended by `more`, all of it labeled and better.
v1::ReleaseVerdict ExtendedVerdict(ReleaseBed& bed, int budget, int more) {
  bed.Evaluate(absl::StrCat("budget: ", budget));
  const auto extended = bed.Call(&Loop::evaluations, &Evaluations::ExtendEvaluation,
                                 Text<v1::ExtendEvaluationRequest>(
                                     absl::StrCat("name: 'queues/q/evaluations/1' items: ", more)));
  EXPECT_TRUE(extended.ok()) << extended.status();
  bed.LabelEverything();
  EXPECT_TRUE(bed.CreateRelease().ok());
  EXPECT_TRUE(bed.Submit(Better).ok());
  const auto verdict = bed.Gate();
  EXPECT_TRUE(verdict.ok()) << verdict.status();
  return verdict.ok() ? *verdict : v1::ReleaseVerdict();
}

TEST(ExtendedGatesTest, DecideASliceThatTheExtensionExhausts) {
  ReleaseBed bed(1, 9);
  const v1::ReleaseVerdict verdict = ExtendedVerdict(bed, 4, 5);
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_PASS) << verdict.DebugString();
  EXPECT_NEAR(ComparisonOf(verdict, "s0").change(), -13.0 / 90, 1e-9);
  EXPECT_EQ(ComparisonOf(verdict, "s0").labeled(), 9u);
}

TEST(ExtendedGatesTest, DecideASliceThatTheExtensionAloneDrew) {
  ReleaseBed bed(2, 60);
  const v1::ReleaseVerdict verdict = ExtendedVerdict(bed, 1, 80);
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_PASS) << verdict.DebugString();
}

TEST(ExtendedGatesTest, DecideASliceThatTheExtensionLeftOut) {
  ReleaseBed bed(2, 60);
  const v1::ReleaseVerdict verdict = ExtendedVerdict(bed, 80, 1);
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_PASS) << verdict.DebugString();
}

}  // namespace
}  // namespace winnow::loop::testing
