// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/verdict.h"

#include <algorithm>
#include <cmath>

#include "absl/status/status.h"

namespace winnow::release {

Verdict CombinedVerdict(absl::Span<const Verdict> verdicts) {
  const auto is = [](Verdict wanted) { return [wanted](Verdict v) { return v == wanted; }; };
  if (std::any_of(verdicts.begin(), verdicts.end(), is(Verdict::kBlock))) return Verdict::kBlock;
  if (verdicts.empty()) return Verdict::kUndecided;
  return std::all_of(verdicts.begin(), verdicts.end(), is(Verdict::kPass)) ? Verdict::kPass
                                                                           : Verdict::kUndecided;
}

absl::StatusOr<Verdict> GuardrailVerdict(std::optional<double> value, double limit) {
  if (!std::isfinite(limit) || (value && !std::isfinite(*value))) {
    return absl::InvalidArgumentError("value and limit of a guardrail must be finite numbers");
  }
  if (!value) return Verdict::kUndecided;
  return *value > limit ? Verdict::kBlock : Verdict::kPass;
}

}  // namespace winnow::release
