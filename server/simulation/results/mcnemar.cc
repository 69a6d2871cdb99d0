// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/mcnemar.h"

#include <algorithm>
#include <cmath>

namespace winnow::simulation {
namespace {

// P(X <= least) for X of a binomial with `pairs` and 1/2. Fewer than 25: no coefficient overflows.
double LowerTail(uint64_t least, uint64_t pairs) {
  double coefficient = 1;
  double sum = 1;
  for (uint64_t i = 1; i <= least; ++i) {
    coefficient = coefficient * static_cast<double>(pairs - i + 1) / static_cast<double>(i);
    sum += coefficient;
  }
  return std::ldexp(sum, -static_cast<int>(pairs));
}

}  // namespace

std::optional<double> McNemarPValue(const Discordant& pairs) {
  const uint64_t all = pairs.first_only + pairs.second_only;
  if (all == 0) return std::nullopt;
  const uint64_t least = std::min(pairs.first_only, pairs.second_only);
  if (all < kLeastForChiSquare) return std::min(1.0, 2 * LowerTail(least, all));
  // Without a difference the correction would make one.
  const double excess = std::max(0.0, static_cast<double>(all - 2 * least) - 1);
  const double chi_square = excess * excess / static_cast<double>(all);
  return std::erfc(std::sqrt(chi_square / 2));
}

}  // namespace winnow::simulation
