// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Exact proportional shares of indivisible units.
#ifndef WINNOW_SERVER_SELECTION_PROPORTION_H_
#define WINNOW_SERVER_SELECTION_PROPORTION_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace winnow::selection {

// `total` in proportion to `weights`: each share is its real value rounded down or up, those with
// the largest remainders up, ties in their order; the sum is `total`. `total` and each weight are
// below 2^63, and the sum of the weights is not 0.
std::vector<uint64_t> Proportion(absl::Span<const uint64_t> weights, uint64_t total);

// Adds 1 to `count` of the values, those with the largest keys, ties in their order. There are at
// least as many. Keys are below 2^63.
void RaiseLargest(absl::Span<const uint64_t> keys, std::size_t count, absl::Span<uint64_t> values);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_PROPORTION_H_
