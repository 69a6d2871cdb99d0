// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/release/decision/random_estimate.h"

#include <cmath>

namespace winnow::release {

double Between(selection::Dice& dice, double low, double high) {
  constexpr uint64_t kSteps = uint64_t{1} << 40;
  return low + (high - low) * static_cast<double>(dice.Below(kSteps)) / static_cast<double>(kSteps);
}

ChangeEstimate RandomEstimate(selection::Dice& dice) {
  ChangeEstimate estimate;
  estimate.change = Between(dice, -0.1, 0.1);
  estimate.reference_words = 1000;
  estimate.sampled_clusters = 7 + dice.Below(60);
  estimate.traffic.variance = std::pow(10, Between(dice, -7, -2));
  estimate.traffic.degrees = Between(dice, 1.5, static_cast<double>(estimate.sampled_clusters) - 1);
  estimate.frame.variance = estimate.traffic.variance * Between(dice, 0, 1.2);
  estimate.frame.degrees = estimate.traffic.degrees;
  estimate.counts.random_draws = 10 + dice.Below(200);
  estimate.zero.all_zero = dice.Chance(25);
  estimate.zero.draws = 5 + dice.Below(estimate.counts.random_draws - 5);
  estimate.zero.reach = Between(dice, 0.001, 0.5);
  if (dice.Chance(33)) estimate.missing_widening = Between(dice, 0, 0.03);
  return estimate;
}

}  // namespace winnow::release
