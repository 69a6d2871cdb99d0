// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Every kind of finding: planted alone it is found alone, and it counts until somebody answers for
// it.
#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/release/gate/gate.h"
#include "server/release/gate/waivers.h"
#include "tests/server/release/gate/clean_facts.h"
#include "tests/server/release/gate/faults.h"
#include "tests/testing/figures.h"

namespace winnow::release {
namespace {

std::vector<v1::FindingKind> AllKinds() {
  const auto* descriptor = v1::FindingKind_descriptor();
  std::vector<v1::FindingKind> kinds;
  for (int i = 0; i < descriptor->value_count(); ++i) {
    const int number = descriptor->value(i)->number();
    if (number != v1::FINDING_KIND_UNSPECIFIED) {
      kinds.push_back(static_cast<v1::FindingKind>(number));
    }
  }
  return kinds;
}

std::vector<Fault> FaultsOf(v1::FindingKind kind) {
  std::vector<Fault> of_kind;
  for (const Fault& fault : Faults()) {
    if (fault.kind == kind) of_kind.push_back(fault);
  }
  return of_kind;
}

v1::Verdict EffectOf(v1::FindingKind kind) {
  return kind == v1::FINDING_KIND_INSUFFICIENT_EVIDENCE ? v1::VERDICT_UNDECIDED : v1::VERDICT_BLOCK;
}

GateFacts Planted(const Fault& fault) {
  GateFacts facts = CleanFacts();
  fault.plant(facts);
  return facts;
}

v1::Verdict VerdictFor(const GateFacts& facts) { return VerdictOf(FindingsOf(facts)); }

// Each says what was found and what to do, and is found alone.
void ExpectFoundAlone(const Fault& fault) {
  const Findings findings = FindingsOf(Planted(fault));
  ASSERT_EQ(findings.size(), 1u) << LinesOf(findings);
  EXPECT_EQ(findings[0].kind(), fault.kind) << LinesOf(findings);
  EXPECT_EQ(findings[0].subject(), fault.subject);
  EXPECT_EQ(findings[0].effect(), EffectOf(fault.kind));
  EXPECT_FALSE(findings[0].waived());
  EXPECT_GT(findings[0].message().size(), 20u);
  EXPECT_EQ(findings[0].message().back(), '.');
  EXPECT_EQ(VerdictOf(findings), EffectOf(fault.kind));
}

void ExpectWaivable(const Fault& fault) {
  const GateFacts planted = Planted(fault);
  const v1::Verdict verdict = EffectOf(fault.kind);
  const v1::Verdict waived = IsWaivable(fault.kind) ? v1::VERDICT_PASS : verdict;
  for (const std::string& subject : {fault.subject, std::string()}) {
    GateFacts facts = planted;
    AddWaiver(fault.kind, subject, facts);
    EXPECT_EQ(VerdictFor(facts), waived) << "subject " << subject;
    // It stays in sight.
    ASSERT_EQ(FindingsOf(facts).size(), 1u);
    EXPECT_EQ(FindingsOf(facts)[0].waived(), IsWaivable(fault.kind));
    facts.now += absl::Hours(1) - absl::Nanoseconds(1);
    EXPECT_EQ(VerdictFor(facts), waived) << "just before it ends";
    facts.now += absl::Nanoseconds(1);
    EXPECT_EQ(VerdictFor(facts), verdict) << "ended";
  }
  GateFacts elsewhere = planted;
  AddWaiver(fault.kind, absl::StrCat(fault.subject, "x"), elsewhere);
  EXPECT_EQ(VerdictFor(elsewhere), verdict) << "another subject";
  GateFacts other_kinds = planted;
  for (const v1::FindingKind kind : AllKinds()) {
    if (kind != fault.kind) AddWaiver(kind, "", other_kinds);
  }
  EXPECT_EQ(VerdictFor(other_kinds), verdict) << "other kinds";
}

TEST(FindingKinds, CleanFactsPassWithoutFindings) {
  const Findings findings = FindingsOf(CleanFacts());
  EXPECT_EQ(LinesOf(findings), "");
  EXPECT_EQ(VerdictOf(findings), v1::VERDICT_PASS);
}

TEST(FindingKinds, EachIsFoundAloneAndCountsUntilItIsWaived) {
  const std::vector<v1::FindingKind> kinds = AllKinds();
  int tested = 0;
  for (const v1::FindingKind kind : kinds) {
    SCOPED_TRACE(v1::FindingKind_Name(kind));
    EXPECT_FALSE(FaultsOf(kind).empty()) << "no fault leads to it";
    if (FaultsOf(kind).empty()) continue;
    for (const Fault& fault : FaultsOf(kind)) {
      ExpectFoundAlone(fault);
      ExpectWaivable(fault);
    }
    // Counts up to the first kind that fails: figures of a failed test say nothing of the others.
    if (!HasFailure()) ++tested;
  }
  testing::Publish("releases", {{"findings_total", static_cast<double>(kinds.size())},
                                {"findings_tested", static_cast<double>(tested)}});
}

TEST(FindingKinds, TheTableHasEachOnceInTheOrderOfTheEnum) {
  std::vector<v1::FindingKind> of_rules;
  for (const GateRule& rule : GateRules()) of_rules.push_back(rule.kind);
  EXPECT_EQ(of_rules, AllKinds());
}

TEST(FindingKinds, ARuleAddsItsOwnKindAndNoOther) {
  for (const Fault& fault : Faults()) {
    const GateFacts facts = Planted(fault);
    for (const GateRule& rule : GateRules()) {
      Findings findings;
      rule.find(facts, findings);
      EXPECT_EQ(findings.size(), rule.kind == fault.kind ? 1u : 0u)
          << v1::FindingKind_Name(rule.kind) << " of " << v1::FindingKind_Name(fault.kind);
    }
  }
}

TEST(FindingKinds, WhatMayNotBeUsedOrComparedIsNeverWaived) {
  const std::set<v1::FindingKind> never = {
      v1::FINDING_KIND_UNKNOWN_SOURCE,  v1::FINDING_KIND_MISSING_CONSENT,
      v1::FINDING_KIND_CONSENT_REVOKED, v1::FINDING_KIND_RETENTION_EXPIRED,
      v1::FINDING_KIND_RUBRIC_MISMATCH, v1::FINDING_KIND_VENDOR_MISMATCH};
  for (const v1::FindingKind kind : AllKinds()) {
    EXPECT_EQ(IsWaivable(kind), !never.contains(kind)) << v1::FindingKind_Name(kind);
  }
  EXPECT_FALSE(IsWaivable(v1::FINDING_KIND_UNSPECIFIED));
  EXPECT_FALSE(IsWaivable(static_cast<v1::FindingKind>(9999)));
}

}  // namespace
}  // namespace winnow::release
