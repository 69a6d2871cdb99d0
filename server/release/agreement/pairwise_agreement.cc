// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/agreement/pairwise_agreement.h"

#include <algorithm>
#include <cstddef>

#include "absl/container/inlined_vector.h"
#include "server/release/agreement/scale.h"

namespace winnow::release {

absl::Status PairwiseAgreement::AddUnit(absl::Span<const double> values, double tolerance) {
  if (!(tolerance >= 0)) return absl::InvalidArgumentError("the tolerance must be 0 or more");
  for (const double value : values) {
    if (absl::Status status = CheckValue(value); !status.ok()) return status;
  }
  absl::InlinedVector<double, 8> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  std::size_t first = 0;  // the lowest value that agrees with the one at i
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    while (!AreWithin(sorted[first], sorted[i], tolerance)) ++first;
    agreeing += i - first;
    pairs += i;
  }
  return absl::OkStatus();
}

void PairwiseAgreement::Merge(const PairwiseAgreement& other) {
  agreeing += other.agreeing;
  pairs += other.pairs;
}

std::optional<double> PairwiseAgreement::Share() const {
  if (pairs == 0) return std::nullopt;
  return static_cast<double>(agreeing) / static_cast<double>(pairs);
}

}  // namespace winnow::release
