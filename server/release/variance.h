// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_VARIANCE_H_
#define WINNOW_SERVER_RELEASE_VARIANCE_H_

#include <limits>

#include "absl/types/span.h"

namespace winnow::release {

// An estimated variance and the degrees of freedom that it is known with. Certainty, as of a
// census, is {0, infinity}; nothing known is {infinity, 0}.
struct Variance {
  double variance = 0;
  double degrees = std::numeric_limits<double>::infinity();
};

inline constexpr Variance kUnknownVariance = {std::numeric_limits<double>::infinity(), 0};

// The variance of a sum of uncorrelated parts, with the degrees of freedom of Satterthwaite
// (Biometrics Bulletin 2, 1946, 110-114): (sum v)^2 / sum (v^2 / degrees). Between the least
// degrees of a part and the sum of all. One unknown part leaves the sum unknown.
Variance SumOfVariances(absl::Span<const Variance> parts);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_VARIANCE_H_
