// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/finding_index.h"

#include <algorithm>
#include <tuple>

namespace winnow::release {
namespace {

std::vector<v1::FindingKind> KindsAbout(const v1::Comparison& comparison) {
  using Kinds = std::vector<v1::FindingKind>;
  if (comparison.guardrail() != v1::GUARDRAIL_KIND_UNSPECIFIED) {
    return Kinds{v1::FINDING_KIND_GUARDRAIL, v1::FINDING_KIND_STALE_SOURCE,
                 v1::FINDING_KIND_INSUFFICIENT_EVIDENCE};
  }
  return Kinds{comparison.slice().empty() ? v1::FINDING_KIND_AGGREGATE_REGRESSION
                                          : v1::FINDING_KIND_SLICE_REGRESSION,
               v1::FINDING_KIND_INSUFFICIENT_EVIDENCE};
}

absl::string_view SubjectOf(const v1::Comparison& comparison) {
  return comparison.guardrail() != v1::GUARDRAIL_KIND_UNSPECIFIED ? comparison.measure()
                                                                  : comparison.slice();
}

}  // namespace

FindingIndex::FindingIndex(const v1::ReleaseVerdict& verdict) {
  for (const v1::Finding& finding : verdict.findings()) {
    findings_.insert({{finding.kind(), finding.subject()}, &finding});
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
  bool has_some = false;
  for (const v1::FindingKind kind : KindsAbout(comparison)) {
    for (const v1::Finding* finding : Of(kind, SubjectOf(comparison))) {
      if (!finding->waived()) return false;
      has_some = true;
    }
  }
  return has_some;
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
