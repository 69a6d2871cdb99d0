// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/comparability.h"

#include <cstddef>

#include "absl/status/status.h"

namespace winnow::release {
namespace {

absl::Status CheckSides(absl::Span<const LabelOrigin> baseline,
                        absl::Span<const LabelOrigin> candidate) {
  if (baseline.empty() || baseline.size() != candidate.size()) {
    return absl::InvalidArgumentError("both sides of a comparison need the same number of labels");
  }
  for (const auto side : {baseline, candidate}) {
    for (const LabelOrigin& origin : side) {
      if (origin.rubric_revision.empty() || origin.vendor.empty()) {
        return absl::InvalidArgumentError("a label needs its rubric revision and its vendor");
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Comparability> ComparabilityOf(absl::Span<const LabelOrigin> baseline,
                                              absl::Span<const LabelOrigin> candidate) {
  if (absl::Status status = CheckSides(baseline, candidate); !status.ok()) return status;
  for (const auto side : {baseline, candidate}) {
    for (const LabelOrigin& origin : side) {
      if (origin.rubric_revision != baseline.front().rubric_revision) {
        return Comparability::kRubricMismatch;
      }
    }
  }
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    if (baseline[i].vendor != candidate[i].vendor) return Comparability::kVendorMismatch;
  }
  return Comparability::kComparable;
}

}  // namespace winnow::release
