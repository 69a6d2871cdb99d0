// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Means, shares, ratios and quantiles over the replicates of a simulation, with 95 % intervals.
// They say how far a figure would move with other seeds, not what another pool would give. Pure
// functions, safe from any thread.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_INTERVALS_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_INTERVALS_H_

#include <cstdint>
#include <optional>

#include "absl/types/span.h"

namespace winnow::simulation {

struct Bounds {
  double low = 0;
  double high = 0;
};

// A mean or a ratio of means. No bounds: of a single replicate, or where there is no ratio.
// No bounds either where every replicate has a 0: none of them says how often there is more.
struct MeanFigure {
  double value = 0;
  std::optional<Bounds> bounds;
};

// The mean of values that are independent of each other, +- t x s / sqrt(n) with n - 1 degrees
// (Student, Biometrika 6, 1908), at least 0. None of no values; values are not negative.
std::optional<MeanFigure> MeanOf(absl::Span<const double> values);

// The mean of `numerators` over that of `denominators`, where both of an index are of one
// replicate: R +- t x s / (mean x sqrt(n)) with the deviation s of numerator - R x denominator, by
// the delta method (Cochran, Sampling Techniques, 1977, 6.4), at least 0. None of no values and
// where the denominators are 0 on average. The spans are equally long; values are not negative.
std::optional<MeanFigure> PairedRatio(absl::Span<const double> numerators,
                                      absl::Span<const double> denominators);

// So many of so many.
struct ShareFigure {
  uint64_t count = 0;
  uint64_t of = 1;

  double value() const { return static_cast<double>(count) / static_cast<double>(of); }
  // Wilson's score interval (JASA 22, 1927). It takes the cases for independent: those of one
  // replicate share a draw, so that it may be too short.
  Bounds bounds() const;
};

// None of none.
std::optional<ShareFigure> ShareOf(uint64_t count, uint64_t of);

// The quantile of sorted values, linear between them (type 7 of Hyndman and Fan, American
// Statistician 50, 1996). `values` is not empty, `probability` from 0 to 1.
double QuantileOf(absl::Span<const double> values, double probability);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_INTERVALS_H_
