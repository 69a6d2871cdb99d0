// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/signal_vocabulary.h"

#include <cmath>

#include "absl/strings/match.h"
#include "server/selection/names.h"

namespace winnow::selection {
namespace {

constexpr absl::string_view kUnit = "must be between 0 and 1";
constexpr absl::string_view kCount = "must not be negative and at most 1e9";
constexpr absl::string_view kBounded = "must be between -1e9 and 1e9";

constexpr SignalSpec kVocabulary[] = {
    {"committee_disagreement", 0, 1, kUnit, false},
    {"confidence", 0, 1, kUnit, false},
    {"correction_rate", 0, 1, kUnit, false},
    {"daily_sessions", 0, kMaxSignalMagnitude, kCount, false},
    {"endpoint_retries", 0, kMaxSignalMagnitude, kCount, false},
    {"entropy", 0, kMaxSignalMagnitude, kCount, false},
    {"expected_change", -kMaxSignalMagnitude, kMaxSignalMagnitude, kBounded, true},
    {"margin", 0, 1, kUnit, false},
    {"pair_disagreement", 0, kMaxSignalMagnitude, kCount, true},
    {"partial_churn", 0, kMaxSignalMagnitude, kCount, false},
};

constexpr SignalSpec kCustom = {"x_", -kMaxSignalMagnitude, kMaxSignalMagnitude, kBounded, false};

}  // namespace

absl::Span<const SignalSpec> SignalVocabulary() { return kVocabulary; }

const SignalSpec* FindSignal(absl::string_view name) {
  for (const SignalSpec& spec : kVocabulary) {
    if (spec.name == name) return &spec;
  }
  return absl::StartsWith(name, kCustom.name) && name.size() > kCustom.name.size() ? &kCustom
                                                                                   : nullptr;
}

std::optional<absl::string_view> CheckSignalName(absl::string_view name) {
  if (!IsTermName(name)) return "must match [a-z][a-z0-9_]{0,63}";
  if (FindSignal(name) != nullptr) return std::nullopt;
  return "is no known signal: known are committee_disagreement, confidence, correction_rate, "
         "daily_sessions, endpoint_retries, entropy, expected_change, margin, pair_disagreement "
         "and partial_churn; "
         "the name of a signal of your own starts with x_";
}

std::optional<absl::string_view> CheckSignalValue(absl::string_view name, double value) {
  const SignalSpec* spec = FindSignal(name);
  if (spec == nullptr) return CheckSignalName(name);
  if (!std::isfinite(value)) return "must be finite";
  if (value < spec->min || value > spec->max) return spec->out_of_range;
  return std::nullopt;
}

}  // namespace winnow::selection
