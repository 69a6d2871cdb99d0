// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/proportion.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "server/selection/wide.h"

namespace winnow::selection {

std::vector<uint64_t> Proportion(absl::Span<const uint64_t> weights, uint64_t total) {
  const Uint128 sum = std::accumulate(weights.begin(), weights.end(), Uint128{0});
  std::vector<uint64_t> shares(weights.size());
  std::vector<Uint128> remainders(weights.size());
  uint64_t left = total;
  for (size_t i = 0; i < weights.size(); ++i) {
    const Uint128 product = Uint128{weights[i]} * total;
    shares[i] = static_cast<uint64_t>(product / sum);
    remainders[i] = product - shares[i] * sum;
    left -= shares[i];
  }
  // Fewer are left than there are remainders above 0, so a share of 0 stays 0.
  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(left), order.end(),
                   [&](size_t a, size_t b) {
                     return remainders[a] != remainders[b] ? remainders[a] > remainders[b] : a < b;
                   });
  for (size_t rank = 0; rank < left; ++rank) ++shares[order[rank]];
  return shares;
}

}  // namespace winnow::selection
