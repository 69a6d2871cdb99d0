// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/frame_variance.h"

#include <utility>
#include <vector>

#include "absl/container/btree_map.h"

namespace winnow::release {
namespace {

using Residuals = std::vector<ExpandedResidual>;

// Draws by slice. A slice with one draw says nothing of its own spread.
std::vector<Residuals> StrataOf(absl::Span<const ExpandedResidual> residuals) {
  absl::btree_map<uint32_t, Residuals> slices;
  for (const ExpandedResidual& residual : residuals) {
    if (residual.pi < 1) slices[residual.slice].push_back(residual);
  }
  std::vector<Residuals> strata;
  Residuals single;
  for (auto& [slice, drawn] : slices) {
    if (drawn.size() > 1) {
      strata.push_back(std::move(drawn));
    } else {
      single.push_back(drawn.front());
    }
  }
  if (single.size() == 1 && !strata.empty()) {
    strata.front().push_back(single.front());
  } else if (!single.empty()) {
    strata.push_back(std::move(single));
  }
  return strata;
}

Variance VarianceOf(const Residuals& drawn) {
  if (drawn.size() < 2) return kUnknownVariance;
  const auto m = static_cast<double>(drawn.size());
  double mean = 0;
  for (const ExpandedResidual& residual : drawn) mean += residual.value / m;
  double squares = 0;
  for (const ExpandedResidual& residual : drawn) {
    const double distance = residual.value - mean;
    squares += (1 - residual.pi) * distance * distance;
  }
  return {squares * m / (m - 1), m - 1};
}

}  // namespace

Variance FrameVariance(absl::Span<const ExpandedResidual> residuals) {
  std::vector<Variance> parts;
  for (const Residuals& stratum : StrataOf(residuals)) parts.push_back(VarianceOf(stratum));
  return SumOfVariances(parts);
}

}  // namespace winnow::release
