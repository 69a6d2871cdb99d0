// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_MCNEMAR_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_MCNEMAR_H_

#include <cstdint>
#include <optional>

namespace winnow::simulation {

// Pairs of which one side alone has a fault.
struct Discordant {
  uint64_t first_only = 0;
  uint64_t second_only = 0;
};

// Pairs fewer than this are tested exactly.
inline constexpr uint64_t kLeastForChiSquare = 25;

// The two-sided p-value of "both sides have the fault equally often" from the discordant pairs
// (McNemar, Psychometrika 12, 1947): that of a binomial with 1/2, at most 1, below
// kLeastForChiSquare pairs; else of (|b - c| - 1)^2 / (b + c) as chi-square with one degree
// (Edwards, Psychometrika 13, 1948). None of no pairs. It takes pairs for independent: those of one
// replicate share a draw, so that small p-values are smaller than they should be. Pure.
std::optional<double> McNemarPValue(const Discordant& pairs);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_MCNEMAR_H_
