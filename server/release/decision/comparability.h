// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_DECISION_COMPARABILITY_H_
#define WINNOW_SERVER_RELEASE_DECISION_COMPARABILITY_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace winnow::release {

// Where a label comes from.
struct LabelOrigin {
  absl::string_view rubric_revision;
  absl::string_view vendor;
};

enum class Comparability {
  kComparable,
  kRubricMismatch,  // RUBRIC_MISMATCH
  kVendorMismatch,  // VENDOR_MISMATCH
};

// Whether the labels of two releases can be compared at all (governance.md G4). All labels of both
// sides must be of one rubric revision: another policy alone turns the sign of a change. The two
// labels of an item must be of one vendor, as vendors differ by more than releases do; different
// items may have different ones, which meet in both sides alike. Rubrics are looked at first.
//
// The sides are item by item in the same order. A side that has one origin throughout is one
// origin. INVALID_ARGUMENT for sides of different length, or without labels, and for an origin that
// does not say its rubric revision and vendor.
absl::StatusOr<Comparability> ComparabilityOf(absl::Span<const LabelOrigin> baseline,
                                              absl::Span<const LabelOrigin> candidate);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_DECISION_COMPARABILITY_H_
