// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/release_tests.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/release/report/report_words.h"

namespace winnow::release {
namespace {

// Comparisons and numbers are tests of their own.
bool IsAboutAFigure(v1::FindingKind kind) {
  return kind == v1::FINDING_KIND_SLICE_REGRESSION ||
         kind == v1::FINDING_KIND_AGGREGATE_REGRESSION || kind == v1::FINDING_KIND_GUARDRAIL ||
         kind == v1::FINDING_KIND_STALE_SOURCE || kind == v1::FINDING_KIND_INSUFFICIENT_EVIDENCE;
}

// Whether the rollouts that a verdict takes into account are of those that a rule looks at.
bool HasRolloutsOf(v1::FindingKind kind, const v1::Release& release,
                   const v1::ReleaseVerdict& verdict) {
  const bool is_any =
      kind == v1::FINDING_KIND_TELEMETRY_MISSING || kind == v1::FINDING_KIND_ROLLBACK_TRIGGERED;
  const int seen = std::min(release.rollouts_size(), static_cast<int>(verdict.rollouts()));
  for (int i = 0; i < seen; ++i) {
    if (is_any || release.rollouts(i).stage() == v1::ROLLOUT_STAGE_CANARY) return true;
  }
  return false;
}

bool IsAboutRollouts(v1::FindingKind kind) {
  return kind >= v1::FINDING_KIND_CANARY_SLICE_MISSING &&
         kind <= v1::FINDING_KIND_ROLLBACK_TRIGGERED;
}

std::string EndText(bool has, double value) { return has ? Points(value) : "unbounded"; }

ReleaseTest TestOf(const v1::Comparison& comparison, bool is_waived) {
  ReleaseTest test;
  test.type =
      comparison.guardrail() == v1::GUARDRAIL_KIND_UNSPECIFIED ? "comparison" : "rate_guardrail";
  test.name = absl::StrCat(test.type, "/", comparison.measure());
  if (!comparison.slice().empty()) absl::StrAppend(&test.name, "/", comparison.slice());
  test.result = is_waived && comparison.verdict() != v1::VERDICT_PASS
                    ? TestResult::kWarned
                    : ResultOf(comparison.verdict());
  test.expected = absl::StrCat("change below ", Points(comparison.budget()), " points");
  test.actual = VerdictWord(comparison.verdict());
  if (comparison.has_change()) {
    absl::StrAppend(&test.actual, ": ", Points(comparison.change()), " points, interval ",
                    EndText(comparison.has_lower(), comparison.lower()), " to ",
                    EndText(comparison.has_upper(), comparison.upper()));
  } else {
    absl::StrAppend(&test.actual, ": no estimate");
  }
  return test;
}

void AddNumbers(const v1::Release& release, const v1::ReleaseVerdict& verdict,
                const FindingIndex& findings, std::vector<ReleaseTest>& tests) {
  for (const v1::NumberGuardrail& guardrail : release.number_guardrails()) {
    ReleaseTest test;
    test.type = "number_guardrail";
    test.name = absl::StrCat(test.type, "/", guardrail.name());
    const auto about = findings.OfNumber(guardrail);
    test.result = about.empty() && !SawNumber(verdict, release, guardrail.name())
                      ? TestResult::kWarned
                      : ResultOf(about);
    test.expected = absl::StrCat("at most ", Decimal(guardrail.limit()));
    if (!guardrail.unit().empty()) absl::StrAppend(&test.expected, " ", guardrail.unit());
    if (!about.empty()) test.actual = about.front()->message();
    tests.push_back(std::move(test));
  }
}

void AddRules(const v1::Release& release, const v1::ReleaseVerdict& verdict,
              const FindingIndex& index, std::vector<ReleaseTest>& tests) {
  for (int number = 1; number < v1::FindingKind_ARRAYSIZE; ++number) {
    const auto kind = static_cast<v1::FindingKind>(number);
    const bool is_seldom =
        IsAboutAFigure(kind) || (IsAboutRollouts(kind) && !HasRolloutsOf(kind, release, verdict));
    if (!v1::FindingKind_IsValid(number) || (is_seldom && !index.Has(kind))) continue;
    std::vector<const v1::Finding*> findings;
    for (const v1::Finding& finding : verdict.findings()) {
      if (finding.kind() == kind) findings.push_back(&finding);
    }
    ReleaseTest test;
    test.type = "rule";
    test.name = absl::StrCat("rule/", FindingId(kind));
    test.result = ResultOf(findings);
    if (!findings.empty()) test.actual = Counted(findings.size(), "finding", "findings");
    tests.push_back(std::move(test));
  }
}

}  // namespace

TestResult ResultOf(v1::Verdict verdict) {
  switch (verdict) {
    case v1::VERDICT_PASS:
      return TestResult::kPassed;
    case v1::VERDICT_BLOCK:
      return TestResult::kFailed;
    default:
      return TestResult::kWarned;
  }
}

TestResult ResultOf(const std::vector<const v1::Finding*>& findings) {
  TestResult worst = TestResult::kPassed;
  for (const v1::Finding* finding : findings) {
    worst = std::max(worst, finding->waived()
                                ? TestResult::kWarned
                                : std::max(ResultOf(finding->effect()), TestResult::kWarned));
  }
  return worst;
}

std::vector<ReleaseTest> TestsOf(const v1::Release& release, const v1::ReleaseVerdict& verdict) {
  const FindingIndex index(verdict);
  std::vector<ReleaseTest> tests;
  for (const v1::Comparison& comparison : verdict.comparisons()) {
    tests.push_back(TestOf(comparison, index.IsWaived(comparison)));
  }
  AddNumbers(release, verdict, index, tests);
  AddRules(release, verdict, index, tests);
  return tests;
}

}  // namespace winnow::release
