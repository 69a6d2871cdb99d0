// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/types.h"

#include <cmath>
#include <limits>

namespace winnow::selection {

Micros ToMicros(double value) {
  if (std::isnan(value)) return 0;
  const double scaled = std::round(value * static_cast<double>(kMicrosPerUnit));
  // 2^63 is the first double that int64 cannot hold.
  constexpr double kLimit = 9223372036854775808.0;
  if (scaled >= kLimit) return std::numeric_limits<Micros>::max();
  if (scaled < -kLimit) return std::numeric_limits<Micros>::min();
  return static_cast<Micros>(scaled);
}

Int128 DivideRounded(Int128 numerator, Int128 denominator) {
  const Int128 quotient = numerator / denominator;
  const Int128 rest = numerator % denominator;
  const Int128 size = rest < 0 ? -rest : rest;
  if (size < denominator - size) return quotient;
  return numerator < 0 ? quotient - 1 : quotient + 1;
}

Micros Saturate(Int128 value) {
  if (value > std::numeric_limits<Micros>::max()) return std::numeric_limits<Micros>::max();
  if (value < std::numeric_limits<Micros>::min()) return std::numeric_limits<Micros>::min();
  return static_cast<Micros>(value);
}

}  // namespace winnow::selection
