// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/power.h"

#include <cmath>
#include <cstddef>
#include <vector>

namespace winnow::simulation {
namespace {

double Between(const CurvePoint& before, const CurvePoint& after, double target) {
  const double share = (target - before.value) / (after.value - before.value);
  return before.labels * std::pow(after.labels / before.labels, share);
}

}  // namespace

LabelNeed LabelsToReach(absl::Span<const CurvePoint> curve, double target) {
  LabelNeed need;
  if (curve.empty()) return need;
  // Back from the most labels: a figure that falls again has not reached it for good.
  std::size_t first = curve.size();
  while (first > 0 && curve[first - 1].value >= target) --first;
  if (first == curve.size()) {
    need.kind = NeedKind::kMoreThan;
    need.labels = curve.back().labels;
  } else if (first == 0) {
    need.kind = NeedKind::kAtMost;
    need.labels = curve.front().labels;
  } else {
    need.kind = NeedKind::kLabels;
    need.labels = Between(curve[first - 1], curve[first], target);
  }
  return need;
}

LabelNeed LabelsToFallTo(absl::Span<const CurvePoint> curve, double target) {
  std::vector<CurvePoint> mirrored(curve.begin(), curve.end());
  for (CurvePoint& point : mirrored) point.value = -point.value;
  return LabelsToReach(mirrored, -target);
}

}  // namespace winnow::simulation
