// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/plot_axis.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_format.h"

namespace winnow::simulation {
namespace {

constexpr double kRoom = 0.04;
// Of an axis of a single value.
constexpr double kLeastSpan = 1e-3;
constexpr std::size_t kFewMarks = 3;

// The smallest of 1, 2, 5, 10, .. that is not below.
double RoundStep(double least) {
  const double decade = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * decade >= least) return factor * decade;
  }
  return 10 * decade;
}

int DigitsOf(double step) {
  return std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)));
}

}  // namespace

PlotAxis::PlotAxis(AxisKind kind, absl::Span<const double> values, const Ends& ends)
    : kind_(kind), ends_(ends) {
  if (!values.empty()) {
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    low_ = Position(*least);
    high_ = Position(*most);
  }
  const double room = kRoom * std::max(high_ - low_, kLeastSpan);
  low_ -= room;
  high_ += room;
}

double PlotAxis::Position(double value) const {
  return kind_ == AxisKind::kLinear ? value : std::log(value);
}

double PlotAxis::At(double value) const {
  // What is 0 or below lies at the border of a logarithmic axis.
  const bool is_beyond = kind_ == AxisKind::kLogarithmic && !(value > 0);
  const double position = is_beyond ? low_ : std::clamp(Position(value), low_, high_);
  return ends_.from + (position - low_) / (high_ - low_) * (ends_.to - ends_.from);
}

std::vector<PlotAxis::Mark> PlotAxis::LinearMarks(std::size_t most) const {
  const double step = RoundStep((high_ - low_) / static_cast<double>(most));
  std::vector<Mark> marks;
  for (double number = std::ceil(low_ / step); number <= std::floor(high_ / step); ++number) {
    marks.push_back(
        {At(number * step), absl::StrFormat("%.*f", DigitsOf(step), number * step + 0.0)});
  }
  return marks;
}

std::vector<PlotAxis::Mark> PlotAxis::LogarithmicMarks(absl::Span<const double> factors) const {
  std::vector<Mark> marks;
  const int last = static_cast<int>(std::floor(high_ / std::log(10)));
  for (int decade = static_cast<int>(std::floor(low_ / std::log(10))); decade <= last; ++decade) {
    for (const double factor : factors) {
      const double value = factor * std::pow(10, decade);
      if (std::log(value) < low_ || std::log(value) > high_) continue;
      marks.push_back({At(value), absl::StrFormat("%.6g", value)});
    }
  }
  return marks;
}

std::vector<PlotAxis::Mark> PlotAxis::Marks(std::size_t most) const {
  if (kind_ == AxisKind::kLinear) return LinearMarks(most);
  std::vector<Mark> marks = LogarithmicMarks({1, 2, 5});
  if (marks.size() < kFewMarks) marks = LogarithmicMarks({1, 1.5, 2, 3, 4, 5, 6, 8});
  return marks;
}

}  // namespace winnow::simulation
