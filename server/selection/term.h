// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Term: what a signal contributes to the score of a candidate (selection.md S2.1).
#ifndef WINNOW_SERVER_SELECTION_TERM_H_
#define WINNOW_SERVER_SELECTION_TERM_H_

#include <optional>
#include <string>

#include "server/selection/piecewise_linear.h"
#include "server/selection/types.h"
#include "winnow/v1/policy.pb.h"
#include "winnow/v1/queue.pb.h"

namespace winnow::selection {

// Clamp, then curve, then weight.
struct Term {
  std::string name;
  SignalId signal;
  Micros clamp_low = 0;
  Micros clamp_high = 0;
  std::optional<PiecewiseLinear> curve;  // none is identity
  Micros weight = 0;
  Micros missing = 0;  // taken in place of the signal, before the clamp

  // The contribution to the score, rounded half away from zero.
  Micros At(const SignalValue& value) const;
};

// An interval of contributions or scores, both ends reachable.
struct ScoreRange {
  Micros min = 0;
  Micros max = 0;
};

// Smallest and largest contribution over all values of the signal.
ScoreRange RangeOf(const Term& term);

// Fixed-point form of a term that passed ValidateTerms, and of knots that passed ValidateKnots.
Term CompileTerm(const v1::SignalTerm& term, const v1::ReleaseUnderTest& release_under_test);
std::optional<PiecewiseLinear> CompileKnots(
    const google::protobuf::RepeatedPtrField<v1::Knot>& knots);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_TERM_H_
