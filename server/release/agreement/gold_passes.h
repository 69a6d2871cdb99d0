// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_AGREEMENT_GOLD_PASSES_H_
#define WINNOW_SERVER_RELEASE_AGREEMENT_GOLD_PASSES_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "server/release/change_estimate.h"

namespace winnow::release {

// The 95 % interval of a share of independent trials, by Wilson's score (JASA 22, 1927, 209-212):
// never outside of 0 to 1, of some width at 0 and at 1 too. All of 0 to 1 without trials.
Interval WilsonInterval(uint64_t passed, uint64_t trials);

// How many labels of gold items, whose values are known, hit them. Counts merge exactly. Not
// thread-safe.
struct GoldPasses {
  uint64_t passed = 0;
  uint64_t judged = 0;

  // Counts a label. INVALID_ARGUMENT for a value that CheckValue refuses, or a tolerance below 0.
  absl::Status Add(double value, double known, double tolerance);

  void Merge(const GoldPasses& other);

  // None without labels.
  std::optional<double> Rate() const;

  // Takes labels as independent: too short where few annotators, or few items, gave many of them.
  Interval IntervalOfRate() const { return WilsonInterval(passed, judged); }
};

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_AGREEMENT_GOLD_PASSES_H_
