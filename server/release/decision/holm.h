// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_DECISION_HOLM_H_
#define WINNOW_SERVER_RELEASE_DECISION_HOLM_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace winnow::release {

// Holm's adjusted p-values (Scandinavian Journal of Statistics 6, 1979, 65-70), in the order given:
// of the i-th smallest of n, the largest of (n - j + 1) p_(j) over j up to i, at most 1. Rejecting
// what is below a level errs at all with at most that chance, however the p-values depend on each
// other. INVALID_ARGUMENT for a number outside [0, 1].
absl::StatusOr<std::vector<double>> HolmAdjusted(absl::Span<const double> p_values);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_DECISION_HOLM_H_
