// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/agreement/gold_passes.h"

#include <algorithm>
#include <cmath>

#include "server/release/agreement/scale.h"

namespace winnow::release {
namespace {

constexpr double kNormalQuantile = 1.959963984540054;  // with a tail of 0.025

}  // namespace

Interval WilsonInterval(uint64_t passed, uint64_t trials) {
  if (trials == 0) return {0, 1};
  const double n = static_cast<double>(trials);
  const double share = static_cast<double>(passed) / n;
  const double z2 = kNormalQuantile * kNormalQuantile;
  const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double half =
      kNormalQuantile * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  // Both ends are exact where nothing, or everything, passed; rounding must not say otherwise.
  return {passed == 0 ? 0 : std::max(0.0, centre - half),
          passed == trials ? 1 : std::min(1.0, centre + half)};
}

absl::Status GoldPasses::Add(double value, double known, double tolerance) {
  if (!(tolerance >= 0)) return absl::InvalidArgumentError("the tolerance must be 0 or more");
  for (const double number : {value, known}) {
    if (absl::Status status = CheckValue(number); !status.ok()) return status;
  }
  ++judged;
  passed += AreWithin(value, known, tolerance) ? 1 : 0;
  return absl::OkStatus();
}

void GoldPasses::Merge(const GoldPasses& other) {
  passed += other.passed;
  judged += other.judged;
}

std::optional<double> GoldPasses::Rate() const {
  if (judged == 0) return std::nullopt;
  return static_cast<double>(passed) / static_cast<double>(judged);
}

}  // namespace winnow::release
