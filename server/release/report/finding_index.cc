// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/finding_index.h"

#include <algorithm>
#include <tuple>

#include "server/release/gate/gate.h"

namespace winnow::release {
namespace {

// Of the finding that a comparison's verdict makes.
v1::FindingKind KindAbout(const v1::Comparison& comparison) {
  if (comparison.verdict() != v1::VERDICT_BLOCK) return v1::FINDING_KIND_INSUFFICIENT_EVIDENCE;
  if (comparison.guardrail() == v1::GUARDRAIL_KIND_FRESHNESS) return v1::FINDING_KIND_STALE_SOURCE;
  if (comparison.guardrail() != v1::GUARDRAIL_KIND_UNSPECIFIED) return v1::FINDING_KIND_GUARDRAIL;
  return comparison.slice().empty() ? v1::FINDING_KIND_AGGREGATE_REGRESSION
                                    : v1::FINDING_KIND_SLICE_REGRESSION;
}

absl::string_view SubjectOf(const v1::Comparison& comparison) {
  return comparison.guardrail() != v1::GUARDRAIL_KIND_UNSPECIFIED ? comparison.measure()
                                                                  : comparison.slice();
}

}  // namespace

FindingIndex::FindingIndex(const v1::ReleaseVerdict& verdict) {
  absl::btree_map<v1::FindingKind, int> listed;
  for (const v1::Finding& finding : verdict.findings()) {
    if (++listed[finding.kind()] > kMostOfAKind) {
      others_[finding.kind()] = &finding;
    } else {
      findings_.insert({{finding.kind(), finding.subject()}, &finding});
    }
  }
}

std::vector<const v1::Finding*> FindingIndex::Of(v1::FindingKind kind,
                                                 absl::string_view subject) const {
  std::vector<const v1::Finding*> found;
  const auto [begin, end] = findings_.equal_range({kind, std::string(subject)});
  for (auto it = begin; it != end; ++it) found.push_back(it->second);
  return found;
}

std::vector<const v1::Finding*> FindingIndex::OfNumber(const v1::NumberGuardrail& guardrail) const {
  std::vector<const v1::Finding*> found;
  for (const v1::FindingKind kind : {v1::FINDING_KIND_GUARDRAIL, v1::FINDING_KIND_STALE_SOURCE,
                                     v1::FINDING_KIND_INSUFFICIENT_EVIDENCE}) {
    for (const v1::Finding* finding : Of(kind, guardrail.name())) found.push_back(finding);
  }
  return found;
}

bool FindingIndex::Has(v1::FindingKind kind) const {
  const auto it = findings_.lower_bound({kind, std::string()});
  return it != findings_.end() && it->first.first == kind;
}

bool FindingIndex::IsWaived(const v1::Comparison& comparison) const {
  const v1::FindingKind kind = KindAbout(comparison);
  const std::vector<const v1::Finding*> own = Of(kind, SubjectOf(comparison));
  if (own.empty()) {
    const auto others = others_.find(kind);
    return others != others_.end() && others->second->waived();
  }
  return std::all_of(own.begin(), own.end(),
                     [](const v1::Finding* finding) { return finding->waived(); });
}

bool SawNumber(const v1::ReleaseVerdict& verdict, const v1::Release& release,
               absl::string_view guardrail) {
  return std::any_of(
      release.numbers().begin(), release.numbers().end(), [&](const v1::GuardrailNumber& number) {
        const auto& came = number.submit_time();
        const auto& judged = verdict.create_time();
        return number.guardrail() == guardrail && std::tuple(came.seconds(), came.nanos()) <=
                                                      std::tuple(judged.seconds(), judged.nanos());
      });
}

}  // namespace winnow::release
