// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/evidence_rules.h"

#include <gtest/gtest.h>

#include "server/release/gate/gate.h"
#include "tests/server/release/gate/clean_facts.h"

namespace winnow::release {
namespace {

TEST(EvidenceRules, CoverageSaysHowManyLabelsAreLacking) {
  GateFacts facts = CleanFacts();
  facts.labeled["north"] = 12;
  const Findings findings = FindingsOf(facts);
  ASSERT_EQ(LinesOf(findings), "MISSING_SLICE_COVERAGE north BLOCK\n");
  EXPECT_EQ(
      findings[0].message().rfind(
          "12 labeled items with outcomes of both releases, 50 are asked for. Label 38 more", 0),
      0u)
      << findings[0].message();
}

TEST(EvidenceRules, EveryUndecidedComparisonIsFound) {
  GateFacts facts = CleanFacts();
  for (v1::Comparison& comparison : facts.comparisons) {
    comparison.set_verdict(v1::VERDICT_UNDECIDED);
  }
  EXPECT_EQ(LinesOf(FindingsOf(facts)),
            "INSUFFICIENT_EVIDENCE  UNDECIDED\n"
            "INSUFFICIENT_EVIDENCE harm UNDECIDED\n"
            "INSUFFICIENT_EVIDENCE north UNDECIDED\n"
            "INSUFFICIENT_EVIDENCE south UNDECIDED\n"
            "INSUFFICIENT_EVIDENCE stale UNDECIDED\n");
}

TEST(EvidenceRules, AComparisonWithoutAVerdictIsNotDecided) {
  GateFacts facts = CleanFacts();
  ComparisonOf("", facts).clear_verdict();
  EXPECT_EQ(VerdictOf(FindingsOf(facts)), v1::VERDICT_UNDECIDED);
}

TEST(EvidenceRules, ItemsWithoutOutcomesAreCounted) {
  GateFacts facts = CleanFacts();
  v1::Comparison& comparison = ComparisonOf("south", facts);
  comparison.set_verdict(v1::VERDICT_UNDECIDED);
  comparison.set_missing(6);
  comparison.mutable_need()->set_gap(v1::EVIDENCE_GAP_MISSING_LABELS);
  const Findings findings = FindingsOf(facts);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].count(), 6u);
}

TEST(EvidenceRules, NothingComparedIsOneFinding) {
  GateFacts facts = CleanFacts();
  facts.comparisons.clear();
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "INSUFFICIENT_EVIDENCE  UNDECIDED\n");
}

TEST(EvidenceRules, WhatMayNotBeComparedIsFoundAsAMismatchAlone) {
  GateFacts facts = CleanFacts();
  facts.comparisons.clear();
  facts.rubric_mismatch["asr@1"] = ConcernOf(0);
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "INSUFFICIENT_EVIDENCE  UNDECIDED\n");
  facts.rubric_mismatch["asr@1"] = ConcernOf(1);
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "RUBRIC_MISMATCH asr@1 BLOCK\n");
  facts.rubric_mismatch.clear();
  facts.vendor_mismatch = ConcernOf(1);
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "VENDOR_MISMATCH  BLOCK\n");
}

TEST(EvidenceRules, WhatIsAskedForAndWasNotComparedHasNotPassed) {
  for (const std::string lacking : {"", "harm", "north", "stale"}) {
    GateFacts facts = CleanFacts();
    std::erase_if(facts.comparisons, [&](const v1::Comparison& comparison) {
      const bool is_guardrail = comparison.guardrail() != v1::GUARDRAIL_KIND_UNSPECIFIED;
      return (is_guardrail ? comparison.measure() : comparison.slice()) == lacking;
    });
    EXPECT_EQ(LinesOf(FindingsOf(facts)), "INSUFFICIENT_EVIDENCE " + lacking + " UNDECIDED\n");
  }
}

TEST(EvidenceRules, AnIncompleteLookIsFoundWithItsItems) {
  GateFacts facts = CleanFacts();
  facts.complete_items = 380;
  const Findings findings = FindingsOf(facts);
  ASSERT_EQ(LinesOf(findings), "INSUFFICIENT_EVIDENCE  UNDECIDED\n");
  EXPECT_EQ(findings[0].count(), 20u);
}

TEST(EvidenceRules, AGuardrailWithoutANumberIsNotDecided) {
  GateFacts facts = CleanFacts();
  facts.release.mutable_numbers(0)->set_guardrail("p99");
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "INSUFFICIENT_EVIDENCE p95 UNDECIDED\n");
}

TEST(EvidenceRules, ARegressionBlocksThoughOtherThingsAreNotDecided) {
  GateFacts facts = CleanFacts();
  ComparisonOf("north", facts).set_verdict(v1::VERDICT_BLOCK);
  ComparisonOf("south", facts).set_verdict(v1::VERDICT_UNDECIDED);
  const Findings findings = FindingsOf(facts);
  EXPECT_EQ(findings.size(), 2u);
  EXPECT_EQ(VerdictOf(findings), v1::VERDICT_BLOCK);
}

}  // namespace
}  // namespace winnow::release
