// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/term.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace winnow::selection {

Micros Term::At(const SignalValue& value) const {
  const Micros x = std::clamp(value.present ? value.micros : missing, clamp_low, clamp_high);
  const Int128 y = curve.has_value() ? curve->At(x) : x;
  return static_cast<Micros>(DivideRounded(y * weight, kMicrosPerUnit));
}

ScoreRange RangeOf(const Term& term) {
  // A piecewise-linear function has its extremes at its ends and knots.
  std::vector<Micros> xs = {term.clamp_low, term.clamp_high};
  if (term.curve.has_value()) {
    for (const PiecewiseLinear::Knot& knot : term.curve->knots()) xs.push_back(knot.x);
  }
  const Micros first = term.At({true, xs.front()});
  ScoreRange range = {first, first};
  for (const Micros x : xs) {
    const Micros y = term.At({true, x});  // clamps a knot that no value reaches
    range = {std::min(range.min, y), std::max(range.max, y)};
  }
  return range;
}

std::optional<PiecewiseLinear> CompileKnots(
    const google::protobuf::RepeatedPtrField<v1::Knot>& knots) {
  if (knots.empty()) return std::nullopt;
  std::vector<PiecewiseLinear::Knot> compiled;
  for (const v1::Knot& knot : knots) compiled.push_back({ToMicros(knot.x()), ToMicros(knot.y())});
  return PiecewiseLinear(std::move(compiled));
}

Term CompileTerm(const v1::SignalTerm& term, const v1::ReleaseUnderTest& release_under_test) {
  const bool from_queue = term.use_release_under_test();
  return {
      .name = term.name(),
      .signal = {term.signal(),
                 from_queue ? release_under_test.baseline_release() : term.baseline_release(),
                 from_queue ? release_under_test.candidate_release() : term.candidate_release()},
      .clamp_low = ToMicros(term.clamp_low()),
      .clamp_high = ToMicros(term.clamp_high()),
      .curve = CompileKnots(term.knots()),
      .weight = ToMicros(term.weight()),
      .missing = ToMicros(term.missing_value()),
  };
}

}  // namespace winnow::selection
