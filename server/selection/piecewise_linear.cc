// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/piecewise_linear.h"

#include <cstddef>

namespace winnow::selection {

Micros PiecewiseLinear::At(Micros x) const {
  if (x <= knots_.front().x) return knots_.front().y;
  if (x >= knots_.back().x) return knots_.back().y;
  // At most eight knots (S2.1): a linear search is the fastest.
  size_t right = 1;
  while (knots_[right].x < x) ++right;
  const Knot& a = knots_[right - 1];
  const Knot& b = knots_[right];
  const Int128 rise = Int128{b.y} - a.y;
  const Int128 run = Int128{b.x} - a.x;
  return static_cast<Micros>(a.y + DivideRounded(rise * (Int128{x} - a.x), run));
}

}  // namespace winnow::selection
