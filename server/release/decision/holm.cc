// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/holm.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "absl/status/status.h"

namespace winnow::release {

absl::StatusOr<std::vector<double>> HolmAdjusted(absl::Span<const double> p_values) {
  for (const double p : p_values) {
    if (!(p >= 0 && p <= 1)) return absl::InvalidArgumentError("a p-value must be from 0 to 1");
  }
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<double> adjusted(p_values.size());
  double largest = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto left = static_cast<double>(order.size() - i);
    largest = std::max(largest, std::min(1.0, left * p_values[order[i]]));
    adjusted[order[i]] = largest;
  }
  return adjusted;
}

}  // namespace winnow::release
