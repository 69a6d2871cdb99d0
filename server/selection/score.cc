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
