// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/comparison_rules.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/release/gate/comparison_text.h"
#include "server/release/gate/rollback_target.h"

namespace winnow::release {
namespace {

bool IsGuardrail(const v1::Comparison& comparison) {
  return comparison.guardrail() != v1::GUARDRAIL_KIND_UNSPECIFIED;
}

v1::FindingKind KindOf(v1::GuardrailKind guardrail) {
  return guardrail == v1::GUARDRAIL_KIND_FRESHNESS ? v1::FINDING_KIND_STALE_SOURCE
                                                   : v1::FINDING_KIND_GUARDRAIL;
}

v1::FindingKind KindOf(const v1::Comparison& comparison) {
  if (IsGuardrail(comparison)) return KindOf(comparison.guardrail());
  return comparison.slice().empty() ? v1::FINDING_KIND_AGGREGATE_REGRESSION
                                    : v1::FINDING_KIND_SLICE_REGRESSION;
}

// One finding per comparison of the kind that blocks: what was found, measured, and what to do.
void AddRegressions(const GateFacts& facts, v1::FindingKind kind, absl::string_view remedy,
                    Findings& findings) {
  for (const v1::Comparison& comparison : facts.comparisons) {
    if (comparison.verdict() != v1::VERDICT_BLOCK || KindOf(comparison) != kind) continue;
    const bool is_guardrail = IsGuardrail(comparison);
    v1::Finding& finding =
        AddFinding(kind, is_guardrail ? comparison.measure() : comparison.slice(), findings);
    finding.set_stage(comparison.stage());
    const std::string what =
        is_guardrail
            ? absl::StrCat("The guardrail of ", NameOf(comparison.guardrail()), " does not hold")
            : "More errors than the budget allows";
    finding.set_message(absl::StrCat(what, ": ", MeasuredText(comparison), ". ", remedy));
  }
}

// One finding per submitted number of the kind that is above its limit.
void AddNumbers(const GateFacts& facts, v1::FindingKind kind, absl::string_view remedy,
                Findings& findings) {
  for (const v1::NumberGuardrail& guardrail : facts.release.number_guardrails()) {
    if (KindOf(guardrail.kind()) != kind) continue;
    for (const v1::GuardrailNumber& number : facts.release.numbers()) {
      // Not "above": what is no number does not hold either.
      if (number.guardrail() != guardrail.name() || number.value() <= guardrail.limit()) continue;
      const std::string unit = guardrail.unit().empty() ? "" : absl::StrCat(" ", guardrail.unit());
      AddFinding(kind, guardrail.name(), findings)
          .set_message(absl::StrCat("The guardrail of ", NameOf(guardrail.kind()),
                                    " does not hold: ", number.value(), unit, ", limit ",
                                    guardrail.limit(), unit, ". ", remedy));
    }
  }
}

}  // namespace

void FindSliceRegression(const GateFacts& facts, Findings& findings) {
  AddRegressions(facts, v1::FINDING_KIND_SLICE_REGRESSION,
                 "Mend the candidate on this slice and state a new release.", findings);
}

void FindAggregateRegression(const GateFacts& facts, Findings& findings) {
  AddRegressions(facts, v1::FINDING_KIND_AGGREGATE_REGRESSION,
                 "Mend the candidate and state a new release.", findings);
}

void FindGuardrail(const GateFacts& facts, Findings& findings) {
  constexpr absl::string_view kRemedy = "Mend the candidate and state a new release.";
  AddRegressions(facts, v1::FINDING_KIND_GUARDRAIL, kRemedy, findings);
  AddNumbers(facts, v1::FINDING_KIND_GUARDRAIL, kRemedy, findings);
}

void FindStaleSource(const GateFacts& facts, Findings& findings) {
  const v1::Component target = FreshnessTarget(facts.release);
  const std::string remedy = absl::StrCat(
      "Take sources that are not in force out of what is retrieved; where the release "
      "is out, roll back ",
      NameOf(target), ".");
  Findings stale;
  AddRegressions(facts, v1::FINDING_KIND_STALE_SOURCE, remedy, stale);
  AddNumbers(facts, v1::FINDING_KIND_STALE_SOURCE, remedy, stale);
  for (v1::Finding& finding : stale) {
    finding.set_rollback_target(target);
    findings.push_back(std::move(finding));
  }
}

}  // namespace winnow::release
