// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/student_t.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace winnow::release {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kMostDegrees = 1e6;

// log Gamma(x) for x > 0, by Stirling's series (DLMF 5.11.1) above 12, where six terms are exact to
// a double. The library's own writes a global sign, so that threads would race.
double LogGamma(double x) {
  double shift = 0;
  for (; x < 12; ++x) shift += std::log(x);
  const double y = 1 / (x * x);
  const double series =
      (1.0 / 12 -
       y * (1.0 / 360 -
            y * (1.0 / 1260 - y * (1.0 / 1680 - y * (1.0 / 1188 - y * 691.0 / 360360))))) /
      x;
  return (x - 0.5) * std::log(x) - x + 0.5 * std::log(2 * kPi) + series - shift;
}

double LogBeta(double a, double b) { return LogGamma(a) + LogGamma(b) - LogGamma(a + b); }

// The continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's method. It
// converges fast for x < (a + 1) / (a + b + 2).
double BetaFraction(double x, double a, double b) {
  constexpr double kTiny = 1e-300;
  constexpr int kMostTerms = 10'000;  // the square root of the largest a, and room
  const auto away_from_zero = [](double v) { return std::abs(v) < kTiny ? kTiny : v; };
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double value = d;
  for (int m = 1; m < kMostTerms; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    value *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    value *= d * c;
    if (std::abs(d * c - 1) < 1e-15) break;
  }
  return value;
}

// I_x(a, b) for x + y = 1; both are given, as either may be too close to 1 to tell.
double IncompleteBeta(double x, double y, double a, double b) {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const double front = std::exp(a * std::log(x) + b * std::log(y) - LogBeta(a, b));
  if (x < (a + 1) / (a + b + 2)) return front * BetaFraction(x, a, b) / a;
  return 1 - front * BetaFraction(y, b, a) / b;
}

double Density(double t, double degrees) {
  return std::exp(-(degrees + 1) / 2 * std::log1p(t * t / degrees) - LogBeta(degrees / 2, 0.5)) /
         std::sqrt(degrees);
}

}  // namespace

double StudentTTail(double t, double degrees) {
  if (std::isnan(t) || std::isnan(degrees)) return std::numeric_limits<double>::quiet_NaN();
  const double square = t * t;
  if (std::isinf(square)) return 0;
  return IncompleteBeta(degrees / (degrees + square), square / (degrees + square), degrees / 2,
                        0.5) /
         2;
}

double StudentTQuantile(double tail, double degrees) {
  if (!(tail > 0 && tail <= 0.5) || std::isnan(degrees)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (degrees <= 0) return std::numeric_limits<double>::infinity();
  degrees = std::min(degrees, kMostDegrees);
  double low = 0;
  double high = 1;
  while (StudentTTail(high, degrees) > tail) {
    low = high;
    high *= 2;
    if (std::isinf(high)) return high;
  }
  // Newton's method, by bisection where it would leave the bracket.
  double t = (low + high) / 2;
  for (int step = 0; step < 200 && high - low > 1e-14 * high; ++step) {
    const double excess = StudentTTail(t, degrees) - tail;
    (excess > 0 ? low : high) = t;
    const double next = t + excess / Density(t, degrees);
    if (std::abs(next - t) <= 1e-13 * t) break;
    t = next > low && next < high ? next : (low + high) / 2;
  }
  return t;
}

}  // namespace winnow::release
