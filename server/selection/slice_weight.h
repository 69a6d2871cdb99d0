// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Slice terms (selection.md S2.2): constant within a slice, so they never enter the stored order of
// candidates. They weigh quotas, or shift slices against each other under BY_SCORE.
#ifndef WINNOW_SERVER_SELECTION_SLICE_WEIGHT_H_
#define WINNOW_SERVER_SELECTION_SLICE_WEIGHT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/selection/policy.h"
#include "server/selection/score.h"
#include "server/selection/types.h"

namespace winnow::selection {

// Names of the slice terms in manifests.
inline constexpr absl::string_view kCoverageGapTerm = "coverage_gap";
inline constexpr absl::string_view kRecentRegressionTerm = "recent_regression";
inline constexpr absl::string_view kLaunchWeightTerm = "launch_weight";

// What a queue knows about a slice.
struct SliceFacts {
  std::string id;
  Micros launch_weight = kMicrosPerUnit;
  uint64_t labeled = 0;
  uint64_t target = 0;                      // 0: no target
  std::optional<Micros> coverage_override;  // counts instead of labeled / target
  bool recent_regression = false;
};

// True while the coverage is below `threshold`. A slice with neither override nor target is
// covered.
bool HasCoverageGap(const SliceFacts& slice, Micros threshold);

// What BY_SCORE adds to the score of each candidate of the slice, and the same by term.
Micros SliceTerm(const CompiledPolicy& policy, const SliceFacts& slice);
std::vector<ScorePart> ExplainSliceTerm(const CompiledPolicy& policy, const SliceFacts& slice);

// 1 + coverage gap + recent regression, in Micros: what POWER multiplies its weights with.
uint64_t SliceFactor(const CompiledPolicy& policy, const SliceFacts& slice);

// Weight of the slice under WEIGHTED, in Micros: the weight that its rule states, else
// launch weight x (1 + coverage gap + recent regression).
uint64_t SliceWeight(const CompiledPolicy& policy, const QuotaRule& rule, const SliceFacts& slice);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SLICE_WEIGHT_H_
