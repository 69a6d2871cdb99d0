// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The score of a candidate (selection.md S2): integer arithmetic only.
#ifndef WINNOW_SERVER_SELECTION_SCORE_H_
#define WINNOW_SERVER_SELECTION_SCORE_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/selection/policy.h"
#include "server/selection/types.h"

namespace winnow::selection {

// Name of the penalty for sensitive candidates in manifests.
inline constexpr absl::string_view kSensitiveTerm = "sensitive";

// Name of the age boost in manifests.
inline constexpr absl::string_view kAgeTerm = "age";

// What waiting adds to the score of a candidate that arrived at `arrival_us`. All candidates gain
// at one rate, so that their order is that of scores as of one moment, the policy's anchor: what
// arrived later has less, and nothing changes while time passes. Saturates.
Micros AgeTerm(const CompiledPolicy& policy, int64_t arrival_us);

// A summand of a score. `name` lives as long as the policy.
struct ScorePart {
  absl::string_view name;
  Micros micros = 0;
  bool missing = false;  // the signal is missing and the policy's default was taken

  bool operator==(const ScorePart&) const = default;
};

// The score without slice terms and age: the stored order of candidates. `values` holds one value
// per term of the policy, in their order; a value beyond the end counts as missing.
Micros Score(const CompiledPolicy& policy, absl::Span<const SignalValue> values, bool sensitive);

// Whether the policy counts a candidate with these values as a known zero (S5.4).
bool IsKnownZero(const CompiledPolicy& policy, absl::Span<const SignalValue> values);

// The same by term; the parts add up to Score exactly. The penalty is a part of its own where it
// applies.
std::vector<ScorePart> ExplainScore(const CompiledPolicy& policy,
                                    absl::Span<const SignalValue> values, bool sensitive);

// The part of age; empty where the policy has no age boost.
std::vector<ScorePart> ExplainAge(const CompiledPolicy& policy, int64_t arrival_us);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SCORE_H_
