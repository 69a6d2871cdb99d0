// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A piecewise-linear function in fixed point (selection.md S2.1).
#ifndef WINNOW_SERVER_SELECTION_PIECEWISE_LINEAR_H_
#define WINNOW_SERVER_SELECTION_PIECEWISE_LINEAR_H_

#include <utility>
#include <vector>

#include "server/selection/types.h"

namespace winnow::selection {

// Constant left of the first knot and right of the last; between two knots exact, rounded half away
// from zero from the left knot on, so that it never leaves the range of its two knots and is
// monotone between them.
class PiecewiseLinear {
 public:
  struct Knot {
    Micros x = 0;
    Micros y = 0;
  };

  // `knots` is not empty, rises strictly in x and stays within +-2^61 in both coordinates.
  explicit PiecewiseLinear(std::vector<Knot> knots) : knots_(std::move(knots)) {}

  Micros At(Micros x) const;

  const std::vector<Knot>& knots() const { return knots_; }

 private:
  std::vector<Knot> knots_;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_PIECEWISE_LINEAR_H_
