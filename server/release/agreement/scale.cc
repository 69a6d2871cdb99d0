// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/agreement/scale.h"

#include <cmath>

namespace winnow::release {

absl::Status CheckValue(double value) {
  if (std::abs(value) <= kLargestValue) return absl::OkStatus();
  return absl::InvalidArgumentError("a label value must be a number of at most 1e100");
}

absl::Status CheckScale(const CriterionScale& criterion) {
  if (!(criterion.tolerance >= 0 && criterion.tolerance <= kLargestValue)) {
    return absl::InvalidArgumentError("the tolerance must be 0 to 1e100");
  }
  if (criterion.scale == Scale::kNominal && criterion.tolerance > 0) {
    return absl::InvalidArgumentError("codes of categories have no distance to tolerate");
  }
  return absl::OkStatus();
}

bool AreWithin(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance * (1 + 1e-9);
}

}  // namespace winnow::release
