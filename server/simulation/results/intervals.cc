// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/intervals.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "server/release/student_t.h"

namespace winnow::simulation {
namespace {

constexpr double kTail = 0.025;
constexpr double kNormalQuantile = 1.959963984540054;  // with kTail above it

double PlainMean(absl::Span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// Whose spread of 0 is no certainty: all that is known is that more than 0 is rare.
bool AreAllZero(absl::Span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return value == 0; });
}

// t x s / sqrt(n) about the mean; none of a single value.
std::optional<double> HalfWidth(absl::Span<const double> values) {
  if (values.size() < 2) return std::nullopt;
  const double mean = PlainMean(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const auto count = static_cast<double>(values.size());
  return release::StudentTQuantile(kTail, count - 1) * std::sqrt(squares / (count - 1) / count);
}

}  // namespace

std::optional<MeanFigure> MeanOf(absl::Span<const double> values) {
  if (values.empty()) return std::nullopt;
  MeanFigure figure;
  figure.value = PlainMean(values);
  if (AreAllZero(values)) return figure;
  if (const auto half = HalfWidth(values); half.has_value())
    figure.bounds = {std::max(0.0, figure.value - *half), figure.value + *half};
  return figure;
}

std::optional<MeanFigure> PairedRatio(absl::Span<const double> numerators,
                                      absl::Span<const double> denominators) {
  if (numerators.empty()) return std::nullopt;
  const double denominator = PlainMean(denominators);
  if (!(denominator > 0)) return std::nullopt;
  MeanFigure figure;
  figure.value = PlainMean(numerators) / denominator;
  if (AreAllZero(numerators)) return figure;
  std::vector<double> residuals(numerators.size());
  for (std::size_t i = 0; i < residuals.size(); ++i)
    residuals[i] = numerators[i] - figure.value * denominators[i];
  if (const auto half = HalfWidth(residuals); half.has_value()) {
    figure.bounds = {std::max(0.0, figure.value - *half / denominator),
                     figure.value + *half / denominator};
  }
  return figure;
}

Bounds ShareFigure::bounds() const {
  const auto n = static_cast<double>(of);
  const double square = kNormalQuantile * kNormalQuantile;
  const double centre = value() + square / (2 * n);
  const double reach =
      kNormalQuantile * std::sqrt(value() * (1 - value()) / n + square / (4 * n * n));
  const double scale = 1 + square / n;
  return {count == 0 ? 0 : (centre - reach) / scale, count == of ? 1 : (centre + reach) / scale};
}

std::optional<ShareFigure> ShareOf(uint64_t count, uint64_t of) {
  if (of == 0) return std::nullopt;
  ShareFigure figure;
  figure.count = count;
  figure.of = of;
  return figure;
}

double QuantileOf(absl::Span<const double> values, double probability) {
  const double at = probability * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  if (below + 1 >= values.size()) return values.back();
  const double share = at - static_cast<double>(below);
  return values[below] + share * (values[below + 1] - values[below]);
}

}  // namespace winnow::simulation
