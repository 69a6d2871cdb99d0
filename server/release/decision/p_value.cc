// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/p_value.h"

#include <algorithm>
#include <cmath>

#include "server/release/student_t.h"

namespace winnow::release {
namespace {

// As StudentTQuantile has it.
constexpr double kMostDegrees = 1e6;

// The tail at which the ZeroBound is `excess`.
double ZeroPValue(const ZeroDifference& zero, double excess) {
  if (!zero.all_zero) return 0;
  const double left = excess - zero.undrawn;
  if (left <= 0) return zero.undrawn > 0 ? 1 : 0;
  if (zero.draws == 0 || left >= zero.reach) return 0;
  return std::pow(1 - left / zero.reach, static_cast<double>(zero.draws));
}

}  // namespace

double StudentPValue(const Variance& variance, double excess) {
  if (std::isinf(variance.variance) || variance.degrees <= 0) return 1;
  if (variance.variance == 0) return 0;
  return StudentTTail(excess / std::sqrt(variance.variance),
                      std::min(variance.degrees, kMostDegrees));
}

double RegressionPValue(const ChangeEstimate& estimate, double budget) {
  const double excess = estimate.change - estimate.missing_widening - budget;
  if (!(excess > 0)) return 1;
  const double p =
      std::max(StudentPValue(estimate.traffic, excess), ZeroPValue(estimate.zero, excess));
  return p <= 0.5 ? p : 1;
}

}  // namespace winnow::release
