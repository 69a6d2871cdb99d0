// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/comparison_order.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/release/gate/comparison_text.h"
#include "server/release/report/finding_index.h"
#include "server/release/report/report_words.h"

namespace winnow::release {
namespace {

int WeightOf(const v1::Comparison& comparison) {
  if (comparison.guardrail() != v1::GUARDRAIL_KIND_UNSPECIFIED) return 1;
  if (comparison.slice().empty()) return 0;
  switch (comparison.verdict()) {
    case v1::VERDICT_BLOCK:
      return 2;
    case v1::VERDICT_PASS:
      return 4;
    default:
      return 3;
  }
}

// Of an interval whose ends may be missing.
std::string EndsText(const double* lower, const double* upper) {
  if (lower == nullptr && upper == nullptr) return "no interval";
  return absl::StrCat(lower == nullptr ? "unbounded" : Points(*lower), " to ",
                      upper == nullptr ? "unbounded" : Points(*upper));
}

std::string DrawsText(const v1::SampleNeed& need) {
  return need.draws() == 0 ? "more draws" : absl::StrCat(CountText(need.draws()), " draws in all");
}

std::string ClustersText(const v1::SampleNeed& need, const std::string& attribute) {
  const std::string of = attribute.empty() ? "" : absl::StrCat(" (", attribute, ")");
  return need.clusters() == 0
             ? absl::StrCat("more clusters", of)
             : absl::StrCat(CountText(need.clusters()), " clusters", of, " in all");
}

std::string DrawsNeedText(const v1::Comparison& comparison, const std::string& attribute) {
  const v1::SampleNeed& need = comparison.need();
  const std::string clusters = need.clusters() == 0 ? "" : ClustersText(need, attribute);
  if (!AsksForTheLeast(need)) {
    return absl::StrCat(DrawsText(need), clusters.empty() ? "" : ", or ", clusters);
  }
  if (need.draws() > comparison.draws()) {
    return absl::StrCat("at least ", DrawsText(need), " and ", clusters);
  }
  return comparison.slice().empty() ? "random draws, of items that can differ, in every slice of it"
                                    : "more random draws, of items that can differ";
}

}  // namespace

std::vector<ShownComparison> ByWeight(const v1::ReleaseVerdict& verdict) {
  const FindingIndex findings(verdict);
  std::vector<ShownComparison> ordered;
  ordered.reserve(static_cast<std::size_t>(verdict.comparisons_size()));
  for (const v1::Comparison& comparison : verdict.comparisons()) {
    ordered.push_back(
        {&comparison, comparison.verdict() != v1::VERDICT_PASS && findings.IsWaived(comparison)});
  }
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const ShownComparison& a, const ShownComparison& b) {
                     return WeightOf(*a.comparison) < WeightOf(*b.comparison);
                   });
  return ordered;
}

std::string ComparisonName(const v1::Comparison& comparison) {
  if (comparison.guardrail() != v1::GUARDRAIL_KIND_UNSPECIFIED) return comparison.measure();
  return comparison.slice().empty() ? "all slices" : comparison.slice();
}

std::string IntervalText(const v1::Comparison& comparison) {
  const double lower = comparison.lower();
  const double upper = comparison.upper();
  return EndsText(comparison.has_lower() ? &lower : nullptr,
                  comparison.has_upper() ? &upper : nullptr);
}

std::string FrameIntervalText(const v1::Comparison& comparison) {
  const double lower = comparison.frame_lower();
  const double upper = comparison.frame_upper();
  return EndsText(comparison.has_frame_lower() ? &lower : nullptr,
                  comparison.has_frame_upper() ? &upper : nullptr);
}

std::string NeedText(const v1::Comparison& comparison, const std::string& cluster_attribute) {
  if (comparison.verdict() == v1::VERDICT_PASS || comparison.verdict() == v1::VERDICT_BLOCK) {
    return "";
  }
  const v1::SampleNeed& need = comparison.need();
  switch (need.gap()) {
    case v1::EVIDENCE_GAP_DRAWS:
      return DrawsNeedText(comparison, cluster_attribute);
    case v1::EVIDENCE_GAP_CLUSTERS:
      return absl::StrCat(ClustersText(need, cluster_attribute),
                          "; more draws of the same do not help");
    case v1::EVIDENCE_GAP_MISSING_LABELS:
      return absl::StrCat("the outcomes of ", Counted(comparison.missing(), "item", "items"),
                          " without one");
    case v1::EVIDENCE_GAP_BUDGET:
      return "no number of labels: the change is at its budget";
    case v1::EVIDENCE_GAP_NO_ESTIMATE:
      return absl::StrCat("an estimate at all: at least ", DrawsText(need), " and ",
                          ClustersText(need, cluster_attribute));
    default:
      return "not known";
  }
}

}  // namespace winnow::release
