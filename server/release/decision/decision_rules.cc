// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/decision_rules.h"

namespace winnow::release {
namespace {

bool IsTail(double tail) { return tail > 0 && tail <= 0.5; }

}  // namespace

absl::Status CheckRules(const DecisionRules& rules) {
  if (!IsTail(rules.pass_tail) || !IsTail(rules.family_tail)) {
    return absl::InvalidArgumentError("the tails of a decision must be above 0 and at most 0.5");
  }
  if (rules.least_draws < 1 || rules.least_clusters < 2) {
    return absl::InvalidArgumentError("evidence needs at least 1 draw and 2 clusters");
  }
  if (rules.looks < 1) return absl::InvalidArgumentError("a decision needs at least 1 look");
  return absl::OkStatus();
}

}  // namespace winnow::release
