// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Exact proportional shares of indivisible units.
#ifndef WINNOW_SERVER_SELECTION_PROPORTION_H_
#define WINNOW_SERVER_SELECTION_PROPORTION_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace winnow::selection {

// `total` in proportion to `weights`: each share is its real value rounded down or up, those with
// the largest remainders up, ties in their order; the sum is `total`. `total` and each weight are
// below 2^63, and the sum of the weights is not 0.
std::vector<uint64_t> Proportion(absl::Span<const uint64_t> weights, uint64_t total);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_PROPORTION_H_
