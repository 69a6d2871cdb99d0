// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_AGREEMENT_SCALE_H_
#define WINNOW_SERVER_RELEASE_AGREEMENT_SCALE_H_

#include "absl/status/status.h"

namespace winnow::release {

// What the numbers that stand for label values mean (Stevens, Science 103, 1946, 677-680).
enum class Scale {
  kNominal,   // codes of categories, booleans: equal or not
  kOrdinal,   // ranks: more or less, but not by how much
  kInterval,  // amounts
};

// How the values of one criterion are compared.
struct CriterionScale {
  Scale scale = Scale::kNominal;
  // Two values agree, and a gold item is passed, where they differ by at most this, but for
  // rounding (1e-9 of it). 0 of a nominal criterion.
  double tolerance = 0;

  friend bool operator==(const CriterionScale&, const CriterionScale&) = default;
};

// The largest magnitude of a value: squares of differences must not overflow.
inline constexpr double kLargestValue = 1e100;

// INVALID_ARGUMENT for a value that is not a number or beyond kLargestValue.
absl::Status CheckValue(double value);

// INVALID_ARGUMENT for a tolerance that is negative, not a number, beyond kLargestValue, or above 0
// of a nominal criterion.
absl::Status CheckScale(const CriterionScale& criterion);

// Whether two values differ by at most `tolerance`.
bool AreWithin(double a, double b, double tolerance);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_AGREEMENT_SCALE_H_
