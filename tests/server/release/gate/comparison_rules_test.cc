// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/comparison_rules.h"

#include <gtest/gtest.h>

#include <limits>

#include "server/release/gate/comparison_text.h"
#include "server/release/gate/gate.h"
#include "server/release/gate/rollback_target.h"
#include "tests/server/release/gate/clean_facts.h"

namespace winnow::release {
namespace {

GateFacts WithBlocked(absl::string_view slice_or_measure) {
  GateFacts facts = CleanFacts();
  v1::Comparison& comparison = ComparisonOf(slice_or_measure, facts);
  comparison.set_verdict(v1::VERDICT_BLOCK);
  comparison.set_change(0.0231);
  comparison.set_lower(0.0105);
  comparison.set_upper(0.0357);
  return facts;
}

v1::Finding OnlyFinding(const GateFacts& facts) {
  const Findings findings = FindingsOf(facts);
  EXPECT_EQ(findings.size(), 1u) << LinesOf(findings);
  return findings.empty() ? v1::Finding() : findings[0];
}

TEST(ComparisonRules, SayWhatWasMeasuredInPointsAndTheStage) {
  const v1::Finding finding = OnlyFinding(WithBlocked("north"));
  EXPECT_EQ(finding.stage(), v1::STAGE_ACOUSTIC);
  EXPECT_EQ(finding.message(),
            "More errors than the budget allows: change 2.31 points, interval [1.05, 3.57], budget "
            "1.00, stage ACOUSTIC. Mend the candidate on this slice and state a new release.");
}

TEST(ComparisonRules, AGuardrailSaysWhatItWatches) {
  const v1::Finding finding = OnlyFinding(WithBlocked("harm"));
  EXPECT_EQ(finding.message().rfind("The guardrail of SAFETY does not hold: change 2.31", 0), 0u)
      << finding.message();
}

TEST(ComparisonRules, AGuardrailOfASliceIsStillAGuardrail) {
  GateFacts facts = WithBlocked("harm");
  ComparisonOf("harm", facts).set_slice("north");
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "GUARDRAIL harm BLOCK\n");
}

TEST(ComparisonRules, EveryKindOfGuardrailIsFound) {
  for (const v1::GuardrailKind kind :
       {v1::GUARDRAIL_KIND_LATENCY, v1::GUARDRAIL_KIND_MEMORY, v1::GUARDRAIL_KIND_COST,
        v1::GUARDRAIL_KIND_SAFETY, v1::GUARDRAIL_KIND_CALIBRATION,
        v1::GUARDRAIL_KIND_RARE_ENTITIES}) {
    GateFacts facts = WithBlocked("harm");
    ComparisonOf("harm", facts).set_guardrail(kind);
    facts.release.mutable_rate_guardrails(0)->set_kind(kind);
    EXPECT_EQ(LinesOf(FindingsOf(facts)), "GUARDRAIL harm BLOCK\n");
  }
}

TEST(ComparisonRules, StaleSourcesRollBackTheIndexOrTheIngestionThatChanged) {
  GateFacts facts = WithBlocked("stale");
  EXPECT_EQ(OnlyFinding(facts).rollback_target(), v1::COMPONENT_INDEX);
  facts.release.mutable_components(0)->set_component(v1::COMPONENT_INGESTION);
  EXPECT_EQ(OnlyFinding(facts).rollback_target(), v1::COMPONENT_INGESTION);
  facts.release.add_components()->set_component(v1::COMPONENT_INDEX);
  EXPECT_EQ(OnlyFinding(facts).rollback_target(), v1::COMPONENT_INDEX);
  facts.release.clear_components();
  EXPECT_EQ(OnlyFinding(facts).rollback_target(), v1::COMPONENT_INDEX);
}

TEST(ComparisonRules, ANumberAtItsLimitHoldsAndOneAboveItDoesNot) {
  GateFacts facts = CleanFacts();
  facts.release.mutable_numbers(0)->set_value(300);
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "");
  facts.release.mutable_numbers(0)->set_value(350);
  EXPECT_EQ(OnlyFinding(facts).message(),
            "The guardrail of LATENCY does not hold: 350 ms, limit 300 ms. Mend the candidate and "
            "state a new release.");
}

TEST(ComparisonRules, WhatIsNoNumberDoesNotHold) {
  GateFacts facts = CleanFacts();
  facts.release.mutable_numbers(0)->set_value(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(LinesOf(FindingsOf(facts)), "GUARDRAIL p95 BLOCK\n");
}

TEST(ComparisonRules, ANumberOfFreshnessIsAStaleSource) {
  GateFacts facts = CleanFacts();
  facts.release.mutable_number_guardrails(0)->set_kind(v1::GUARDRAIL_KIND_FRESHNESS);
  facts.release.mutable_numbers(0)->set_value(301);
  const v1::Finding finding = OnlyFinding(facts);
  EXPECT_EQ(finding.kind(), v1::FINDING_KIND_STALE_SOURCE);
  EXPECT_EQ(finding.rollback_target(), v1::COMPONENT_INDEX);
}

TEST(ComparisonText, LeavesOutWhatIsNotSet) {
  v1::Comparison comparison;
  comparison.set_budget(0.01);
  EXPECT_EQ(MeasuredText(comparison), "no estimate, budget 1.00 points");
  comparison.set_change(-0.00001);
  EXPECT_EQ(MeasuredText(comparison), "change 0.00 points, interval [-inf, inf], budget 1.00");
}

TEST(ComparisonText, SaysWhatWouldDecide) {
  v1::Comparison comparison;
  comparison.set_missing(4);
  v1::SampleNeed& need = *comparison.mutable_need();
  need.set_gap(v1::EVIDENCE_GAP_DRAWS);
  EXPECT_EQ(NeedText(comparison), "More random draws would decide.");
  need.set_draws(70);
  EXPECT_EQ(NeedText(comparison), "About 70 random draws in all would decide.");
  need.set_clusters(12);
  EXPECT_EQ(NeedText(comparison),
            "About 70 random draws in all or 12 sampled clusters in all would decide.");
  need.set_clusters(7);
  need.set_draws(7);
  EXPECT_EQ(NeedText(comparison),
            "It takes at least 7 random draws in all and 7 sampled clusters in all, with outcomes "
            "of both releases.");
  comparison.set_draws(20);
  EXPECT_EQ(NeedText(comparison).rfind("Not every slice of it has random draws", 0), 0u);
  comparison.set_slice("north");
  EXPECT_EQ(
      NeedText(comparison).rfind("Too few of its random draws are of items that can differ", 0),
      0u);
  need.set_draws(70);
  need.set_clusters(12);
  need.set_gap(v1::EVIDENCE_GAP_CLUSTERS);
  EXPECT_EQ(NeedText(comparison),
            "Only more clusters (speakers, calls) help: about 12 sampled clusters in all would "
            "decide.");
  need.set_gap(v1::EVIDENCE_GAP_MISSING_LABELS);
  EXPECT_EQ(NeedText(comparison).rfind("4 items without outcomes", 0), 0u);
  need.set_gap(v1::EVIDENCE_GAP_NO_ESTIMATE);
  EXPECT_EQ(NeedText(comparison),
            "Nothing could be estimated: it takes at least 70 random draws in all and 12 sampled "
            "clusters in all, with outcomes of both releases.");
  need.set_gap(v1::EVIDENCE_GAP_BUDGET);
  EXPECT_EQ(NeedText(comparison).rfind("The change is at the budget", 0), 0u);
}

}  // namespace
}  // namespace winnow::release
