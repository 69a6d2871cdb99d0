// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/evidence_rules.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/release/gate/comparison_text.h"

namespace winnow::release {
namespace {

v1::Finding& AddUndecided(absl::string_view subject, Findings& findings) {
  v1::Finding& finding = AddFinding(v1::FINDING_KIND_INSUFFICIENT_EVIDENCE, subject, findings);
  finding.set_effect(v1::VERDICT_UNDECIDED);
  return finding;
}

void AddUndecidedComparisons(const GateFacts& facts, Findings& findings) {
  for (const v1::Comparison& comparison : facts.comparisons) {
    const v1::Verdict verdict = comparison.verdict();
    if (verdict == v1::VERDICT_PASS || verdict == v1::VERDICT_BLOCK) continue;
    const bool is_guardrail = comparison.guardrail() != v1::GUARDRAIL_KIND_UNSPECIFIED;
    v1::Finding& finding =
        AddUndecided(is_guardrail ? comparison.measure() : comparison.slice(), findings);
    finding.set_stage(comparison.stage());
    finding.set_message(
        absl::StrCat("Not decided: ", MeasuredText(comparison), ". ", NeedText(comparison)));
    if (comparison.need().gap() == v1::EVIDENCE_GAP_MISSING_LABELS) {
      finding.set_count(comparison.missing());
    }
  }
}

bool MayBeCompared(const GateFacts& facts) {
  const bool has_rubric_mismatch =
      std::any_of(facts.rubric_mismatch.begin(), facts.rubric_mismatch.end(),
                  [](const auto& entry) { return entry.second.count > 0; });
  return !has_rubric_mismatch && facts.vendor_mismatch.count == 0;
}

// Slice, or measure of a guardrail, of what was compared.
using Compared = std::set<std::pair<v1::GuardrailKind, std::string>>;

Compared ComparedOf(const GateFacts& facts) {
  Compared compared;
  for (const v1::Comparison& comparison : facts.comparisons) {
    const bool decides = comparison.guardrail() == v1::GUARDRAIL_KIND_UNSPECIFIED;
    compared.emplace(comparison.guardrail(), decides ? comparison.slice() : comparison.measure());
  }
  return compared;
}

void AddNotCompared(const GateFacts& facts, Findings& findings) {
  if (facts.looks_spent) {
    AddUndecided("", findings)
        .set_message(
            "The declared looks were taken before the evaluation was extended: a further one is "
            "not covered by them. Create another evaluation and declare more looks.");
    return;
  }
  if (facts.comparisons.empty()) {
    // A mismatch is never waived, so that it says enough.
    if (!MayBeCompared(facts)) return;
    AddUndecided("", findings)
        .set_message("Nothing was compared. Submit outcomes of both releases.");
    return;
  }
  constexpr absl::string_view kMessage =
      "It was not compared. Submit outcomes of both releases for items of it.";
  const Compared compared = ComparedOf(facts);
  const auto has = [&](v1::GuardrailKind kind, const std::string& subject) {
    return compared.contains({kind, subject});
  };
  if (!has(v1::GUARDRAIL_KIND_UNSPECIFIED, ""))
    AddUndecided("", findings).set_message(std::string(kMessage));
  for (const v1::LaunchSlice& slice : facts.release.slices()) {
    if (has(v1::GUARDRAIL_KIND_UNSPECIFIED, slice.slice())) continue;
    AddUndecided(slice.slice(), findings).set_message(std::string(kMessage));
  }
  for (const v1::RateGuardrail& guardrail : facts.release.rate_guardrails()) {
    if (has(guardrail.kind(), guardrail.measure())) continue;
    AddUndecided(guardrail.measure(), findings)
        .set_message("It was not compared. Submit outcomes of both releases with its values.");
  }
}

// What is missing was allowed for by the disagreement of the pair, which is not to be trusted.
void AddBeyondBound(const GateFacts& facts, Findings& findings) {
  for (const v1::Comparison& comparison : facts.comparisons) {
    if (comparison.verdict() != v1::VERDICT_PASS || comparison.beyond_bound() == 0 ||
        comparison.missing() == 0) {
      continue;
    }
    const bool decides = comparison.guardrail() == v1::GUARDRAIL_KIND_UNSPECIFIED;
    AddUndecided(decides ? comparison.slice() : comparison.measure(), findings)
        .set_message(absl::StrCat(
            "Outcomes of ", comparison.beyond_bound(),
            " items differ by more than the pair disagreement that was pushed allows, and others "
            "have no outcomes. Push what the outputs differ by, or submit all outcomes."));
  }
}

void AddIncompleteLook(const GateFacts& facts, Findings& findings) {
  if (facts.complete_items >= facts.items) return;
  const uint64_t incomplete = facts.items - facts.complete_items;
  v1::Finding& finding = AddUndecided("", findings);
  finding.set_count(incomplete);
  finding.set_message(absl::StrCat(
      "The look is not complete: ", incomplete, " of ", facts.items,
      " items have no outcomes of both releases and are not given up. Label them and submit "
      "outcomes."));
}

void AddMissingNumbers(const GateFacts& facts, Findings& findings) {
  for (const v1::NumberGuardrail& guardrail : facts.release.number_guardrails()) {
    const auto& numbers = facts.release.numbers();
    const bool is_there = std::any_of(
        numbers.begin(), numbers.end(),
        [&](const v1::GuardrailNumber& number) { return number.guardrail() == guardrail.name(); });
    if (is_there) continue;
    AddUndecided(guardrail.name(), findings)
        .set_message(absl::StrCat("The guardrail of ", NameOf(guardrail.kind()),
                                  " has no number. Submit it."));
  }
}

}  // namespace

void FindMissingCoverage(const GateFacts& facts, Findings& findings) {
  for (const v1::LaunchSlice& slice : facts.release.slices()) {
    const auto found = facts.labeled.find(slice.slice());
    const uint64_t labeled = found == facts.labeled.end() ? 0 : found->second;
    if (labeled >= slice.min_labels()) continue;
    AddFinding(v1::FINDING_KIND_MISSING_SLICE_COVERAGE, slice.slice(), findings)
        .set_message(
            absl::StrCat(labeled, " labeled items with outcomes of both releases, ",
                         slice.min_labels(), " are asked for. Label ", slice.min_labels() - labeled,
                         " more of the slice and submit outcomes. Where the evaluation has "
                         "no more, extend it, if it has a declared look left, or create "
                         "another one."));
  }
}

void FindRubricMismatch(const GateFacts& facts, Findings& findings) {
  for (const auto& [rubric, concern] : facts.rubric_mismatch) {
    if (concern.count == 0) continue;
    v1::Finding& finding = AddFinding(v1::FINDING_KIND_RUBRIC_MISMATCH, rubric, findings);
    SetExamples(concern, finding);
    finding.set_message(
        "Outcomes follow another rubric revision than the release: they are not compared. Label "
        "the items by the revision of the release and submit outcomes of it.");
  }
}

void FindVendorMismatch(const GateFacts& facts, Findings& findings) {
  if (facts.vendor_mismatch.count == 0) return;
  v1::Finding& finding = AddFinding(v1::FINDING_KIND_VENDOR_MISMATCH, "", findings);
  SetExamples(facts.vendor_mismatch, finding);
  finding.set_message(
      "The two outcomes of items are from labels of different vendors: they are not compared. "
      "Submit outcomes of both releases from labels of one vendor for each item.");
}

void FindInsufficientEvidence(const GateFacts& facts, Findings& findings) {
  AddUndecidedComparisons(facts, findings);
  AddNotCompared(facts, findings);
  AddBeyondBound(facts, findings);
  AddIncompleteLook(facts, findings);
  AddMissingNumbers(facts, findings);
}

}  // namespace winnow::release
