// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/plot_scale.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_format.h"

namespace winnow::release {
namespace {

// Of a point: a plot of nothing but zeros has a width, too.
constexpr double kLeastSpan = 0.001;
constexpr double kPadding = 0.03;
// Times the range of the points, at either side.
constexpr double kReach = 5;
// One of so many ends may leave the plot.
constexpr std::size_t kEndsPerWildOne = 10;
// Times the largest of the others.
constexpr double kWild = 1.5;
constexpr double kMostMarks = 10;

struct ChangeRange {
  void Add(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  double Span() const { return std::max(high - low, kLeastSpan); }

  double low = 0;
  double high = 0;
};

void AddEnd(bool has_end, double end, std::vector<double>& ends) {
  if (has_end && std::isfinite(end)) ends.push_back(end);
}

// The largest end but for the wild ones; 0 of none.
double MostOf(std::vector<double>& ends) {
  if (ends.empty()) return 0;
  std::sort(ends.begin(), ends.end());
  const double most = ends[ends.size() - 1 - ends.size() / kEndsPerWildOne];
  return ends.back() <= kWild * most ? ends.back() : most;
}

// The smallest of 1, 2, 5, 10, .. that is not below.
double RoundStep(double least) {
  const double decade = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * decade >= least) return factor * decade;
  }
  return 10 * decade;
}

}  // namespace

PlotScale::PlotScale(absl::Span<const ShownComparison> comparisons, double left, double right)
    : left_(left), right_(right) {
  ChangeRange points;
  std::vector<double> lower;
  std::vector<double> upper;
  for (const ShownComparison& shown : comparisons) {
    const v1::Comparison& comparison = *shown.comparison;
    points.Add(comparison.budget());
    if (comparison.has_change()) points.Add(comparison.change());
    AddEnd(comparison.has_lower(), -comparison.lower(), lower);
    AddEnd(comparison.has_upper(), comparison.upper(), upper);
  }
  const double reach = kReach * points.Span();
  low_ = std::min(points.low, std::max(-MostOf(lower), points.low - reach));
  high_ = std::max(points.high, std::min(MostOf(upper), points.high + reach));
  const double padding = kPadding * std::max(high_ - low_, kLeastSpan);
  low_ -= padding;
  high_ += padding;
  SetMarks();
}

double PlotScale::At(double change) const {
  const double share = (std::clamp(change, low_, high_) - low_) / (high_ - low_);
  return left_ + share * (right_ - left_);
}

void PlotScale::SetMarks() {
  const double step = RoundStep((high_ - low_) * 100 / kMostMarks);
  const int digits = std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)));
  const double first = std::ceil(low_ * 100 / step);
  const double last = std::floor(high_ * 100 / step);
  for (double number = first; number <= last; ++number) {
    const double points = number * step;
    marks_.push_back(
        {At(points / 100), number == 0 ? "0" : absl::StrFormat("%+.*f", digits, points)});
  }
}

}  // namespace winnow::release
