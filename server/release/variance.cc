// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/variance.h"

#include <cmath>

namespace winnow::release {

Variance SumOfVariances(absl::Span<const Variance> parts) {
  double sum = 0;
  double degrees = 0;  // of all parts together, where none has a variance
  bool any = false;
  for (const Variance& part : parts) {
    if (std::isinf(part.variance)) return kUnknownVariance;
    sum += part.variance;
    if (std::isinf(part.degrees)) continue;
    degrees += part.degrees;
    any = true;
  }
  if (!any) return {sum, std::numeric_limits<double>::infinity()};
  if (sum == 0) return {0, degrees};
  double inverse = 0;
  for (const Variance& part : parts) {
    const double share = part.variance / sum;
    inverse += share * share / part.degrees;
  }
  return {sum, 1 / inverse};
}

}  // namespace winnow::release
