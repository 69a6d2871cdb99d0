// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/score.h"

#include <cstddef>

namespace winnow::selection {
namespace {

SignalValue ValueAt(absl::Span<const SignalValue> values, size_t i) {
  return i < values.size() ? values[i] : SignalValue{};
}

}  // namespace

Micros Score(const CompiledPolicy& policy, absl::Span<const SignalValue> values, bool sensitive) {
  // Validation keeps every sum of terms below 2^62.
  Micros score = sensitive ? -policy.sensitive_penalty : 0;
  for (size_t i = 0; i < policy.terms.size(); ++i) score += policy.terms[i].At(ValueAt(values, i));
  return score;
}

bool IsKnownZero(const CompiledPolicy& policy, absl::Span<const SignalValue> values) {
  if (!policy.exploration.known_zero.has_value()) return false;
  const SignalValue value = ValueAt(values, policy.exploration.known_zero->term);
  return value.present && value.micros == 0;
}

Micros AgeTerm(const CompiledPolicy& policy, int64_t arrival_us) {
  constexpr int64_t kDayUs = int64_t{24} * 3600 * 1'000'000;
  if (policy.age_boost_per_day == 0) return 0;
  const Int128 waited_us = Int128{policy.age_anchor_us} - arrival_us;
  return Saturate(DivideRounded(waited_us * policy.age_boost_per_day, kDayUs));
}

std::vector<ScorePart> ExplainAge(const CompiledPolicy& policy, int64_t arrival_us) {
  if (policy.age_boost_per_day == 0) return {};
  return {{kAgeTerm, AgeTerm(policy, arrival_us), false}};
}

std::vector<ScorePart> ExplainScore(const CompiledPolicy& policy,
                                    absl::Span<const SignalValue> values, bool sensitive) {
  std::vector<ScorePart> parts;
  for (size_t i = 0; i < policy.terms.size(); ++i) {
    const SignalValue value = ValueAt(values, i);
    parts.push_back({policy.terms[i].name, policy.terms[i].At(value), !value.present});
  }
  if (sensitive && policy.sensitive_penalty != 0) {
    parts.push_back({kSensitiveTerm, -policy.sensitive_penalty, false});
  }
  return parts;
}

}  // namespace winnow::selection
