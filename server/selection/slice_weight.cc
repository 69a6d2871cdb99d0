// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/slice_weight.h"

namespace winnow::selection {
namespace {

Micros CoverageGapTerm(const CompiledPolicy& policy, const SliceFacts& slice) {
  const SliceTermWeights& weights = policy.slice_terms;
  return HasCoverageGap(slice, weights.coverage_threshold) ? weights.coverage_gap : 0;
}

Micros RecentRegressionTerm(const CompiledPolicy& policy, const SliceFacts& slice) {
  return slice.recent_regression ? policy.slice_terms.recent_regression : 0;
}

Micros Times(Micros a, Micros b) { return Saturate(DivideRounded(Int128{a} * b, kMicrosPerUnit)); }

}  // namespace

bool HasCoverageGap(const SliceFacts& slice, Micros threshold) {
  if (slice.coverage_override.has_value()) return *slice.coverage_override < threshold;
  // labeled / target < threshold without a division, so that no rounding decides.
  return slice.target > 0 &&
         Int128{slice.labeled} * kMicrosPerUnit < Int128{slice.target} * threshold;
}

std::vector<ScorePart> ExplainSliceTerm(const CompiledPolicy& policy, const SliceFacts& slice) {
  std::vector<ScorePart> parts;
  const SliceTermWeights& weights = policy.slice_terms;
  if (weights.coverage_gap != 0) {
    parts.push_back({kCoverageGapTerm, CoverageGapTerm(policy, slice), false});
  }
  if (weights.recent_regression != 0) {
    parts.push_back({kRecentRegressionTerm, RecentRegressionTerm(policy, slice), false});
  }
  if (weights.launch_weight_factor != 0) {
    parts.push_back(
        {kLaunchWeightTerm, Times(slice.launch_weight, weights.launch_weight_factor), false});
  }
  return parts;
}

Micros SliceTerm(const CompiledPolicy& policy, const SliceFacts& slice) {
  return CoverageGapTerm(policy, slice) + RecentRegressionTerm(policy, slice) +
         Times(slice.launch_weight, policy.slice_terms.launch_weight_factor);
}

uint64_t SliceFactor(const CompiledPolicy& policy, const SliceFacts& slice) {
  return static_cast<uint64_t>(kMicrosPerUnit + CoverageGapTerm(policy, slice) +
                               RecentRegressionTerm(policy, slice));
}

uint64_t SliceWeight(const CompiledPolicy& policy, const QuotaRule& rule, const SliceFacts& slice) {
  if (rule.weight.has_value()) return static_cast<uint64_t>(*rule.weight);
  const auto factor = static_cast<Micros>(SliceFactor(policy, slice));
  if (factor == kMicrosPerUnit) return static_cast<uint64_t>(slice.launch_weight);
  return static_cast<uint64_t>(Times(slice.launch_weight, factor));
}

}  // namespace winnow::selection
