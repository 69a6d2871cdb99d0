// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The vocabulary of the sampler: numbers, fixed-point amounts and the identity of a signal
// (selection.md S2).
#ifndef WINNOW_SERVER_SELECTION_TYPES_H_
#define WINNOW_SERVER_SELECTION_TYPES_H_

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

namespace winnow::selection {

// Number of a candidate or slice within its queue: dense, given by whoever holds the queue.
using CandidateNo = uint32_t;
using SliceNo = uint32_t;

// An amount in units of 1e-6. Scores, weights and thresholds are Micros, so that no float takes
// part in an ordering.
using Micros = int64_t;

inline constexpr Micros kMicrosPerUnit = 1'000'000;

// `value` in Micros, rounded half away from zero. Saturates at the ends of int64; NaN gives 0.
Micros ToMicros(double value);

// numerator / denominator, rounded half away from zero. `denominator` is positive.
__extension__ using Int128 = __int128;
Int128 DivideRounded(Int128 numerator, Int128 denominator);

// `value` pressed into int64.
Micros Saturate(Int128 value);

// What makes two pushes the same signal. The releases are empty except for pairs.
struct SignalId {
  std::string name;
  std::string baseline_release;
  std::string candidate_release;

  auto operator<=>(const SignalId&) const = default;

  template <typename H>
  friend H AbslHashValue(H state, const SignalId& id) {
    return H::combine(std::move(state), id.name, id.baseline_release, id.candidate_release);
  }
};

// The value of a signal for a term of a policy; `micros` counts only while `present`.
struct SignalValue {
  bool present = false;
  Micros micros = 0;

  bool operator==(const SignalValue&) const = default;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_TYPES_H_
