// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/gate.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <tuple>
#include <utility>

#include "server/release/gate/comparison_rules.h"
#include "server/release/gate/dataset_rules.h"
#include "server/release/gate/evidence_rules.h"
#include "server/release/gate/example_rules.h"
#include "server/release/gate/rollout_rules.h"
#include "server/release/gate/waivers.h"

namespace winnow::release {
namespace {

constexpr GateRule kRules[] = {
    {v1::FINDING_KIND_UNKNOWN_SOURCE, FindUnknownSource},
    {v1::FINDING_KIND_MISSING_CONSENT, FindMissingConsent},
    {v1::FINDING_KIND_CONSENT_REVOKED, FindRevokedConsent},
    {v1::FINDING_KIND_RETENTION_EXPIRED, FindExpiredRetention},
    {v1::FINDING_KIND_SPLIT_LEAKAGE, FindSplitLeakage},
    {v1::FINDING_KIND_EVAL_CONTAMINATION, FindContamination},
    {v1::FINDING_KIND_UNEXPLAINED_RELABEL, FindUnexplainedRelabel},
    {v1::FINDING_KIND_MISSING_SLICE_COVERAGE, FindMissingCoverage},
    {v1::FINDING_KIND_SLICE_REGRESSION, FindSliceRegression},
    {v1::FINDING_KIND_AGGREGATE_REGRESSION, FindAggregateRegression},
    {v1::FINDING_KIND_GUARDRAIL, FindGuardrail},
    {v1::FINDING_KIND_RUBRIC_MISMATCH, FindRubricMismatch},
    {v1::FINDING_KIND_VENDOR_MISMATCH, FindVendorMismatch},
    {v1::FINDING_KIND_STALE_SOURCE, FindStaleSource},
    {v1::FINDING_KIND_INSUFFICIENT_EVIDENCE, FindInsufficientEvidence},
    {v1::FINDING_KIND_CANARY_SLICE_MISSING, FindMissingCanarySlice},
    {v1::FINDING_KIND_CANARY_VOLUME, FindCanaryVolume},
    {v1::FINDING_KIND_CANARY_RESPONSE, FindCanaryResponse},
    {v1::FINDING_KIND_TELEMETRY_MISSING, FindMissingTelemetry},
    {v1::FINDING_KIND_ROLLBACK_TRIGGERED, FindTriggered},
};

}  // namespace

absl::Span<const GateRule> GateRules() { return kRules; }

Findings FindingsOf(const GateFacts& facts) {
  Findings findings;
  for (const GateRule& rule : kRules) rule.find(facts, findings);
  std::sort(findings.begin(), findings.end(), [](const v1::Finding& a, const v1::Finding& b) {
    return std::forward_as_tuple(a.kind(), a.subject(), a.message()) <
           std::forward_as_tuple(b.kind(), b.subject(), b.message());
  });
  ApplyWaivers(facts.release.waivers(), facts.now, findings);
  return findings;
}

Findings FirstOfEachKind(Findings findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const v1::Finding& a, const v1::Finding& b) {
                     return std::tuple(a.kind(), a.waived()) < std::tuple(b.kind(), b.waived());
                   });
  Findings kept;
  for (auto it = findings.begin(); it != findings.end();) {
    const auto end = std::find_if(it, findings.end(), [&](const v1::Finding& finding) {
      return finding.kind() != it->kind();
    });
    const auto last = it + std::min<std::ptrdiff_t>(end - it, kMostOfAKind);
    std::move(it, last, std::back_inserter(kept));
    if (last != end) {
      v1::Finding& others = kept.emplace_back(*last);
      others.clear_subject();
      others.clear_candidate_ids();
      others.set_count(static_cast<uint64_t>(end - last));
      others.set_message(
          "There are more findings of this kind than can be listed. Mend those that "
          "are, then evaluate again.");
    }
    it = end;
  }
  return kept;
}

v1::Verdict VerdictOf(absl::Span<const v1::Finding> findings) {
  v1::Verdict verdict = v1::VERDICT_PASS;
  for (const v1::Finding& finding : findings) {
    if (finding.waived()) continue;
    if (finding.effect() == v1::VERDICT_BLOCK) return v1::VERDICT_BLOCK;
    verdict = v1::VERDICT_UNDECIDED;
  }
  return verdict;
}

}  // namespace winnow::release
