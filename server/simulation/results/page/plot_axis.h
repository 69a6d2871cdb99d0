// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAGE_PLOT_AXIS_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAGE_PLOT_AXIS_H_

#include <string>
#include <vector>

#include "absl/types/span.h"

namespace winnow::simulation {

enum class AxisKind { kLinear, kLogarithmic };

// An axis of a plot from the least to the most of some values, with room at either end. A
// logarithmic one needs values above 0. Immutable once made.
class PlotAxis {
 public:
  // Coordinates of the least and of the most; the first may be the larger.
  struct Ends {
    double from;
    double to;
  };

  // `values` may be empty.
  PlotAxis(AxisKind kind, absl::Span<const double> values, const Ends& ends);

  // The coordinate of a value, at most the border.
  double At(double value) const;
  const Ends& ends() const { return ends_; }

  struct Mark {
    double at;
    std::string text;
  };
  // Round values in the range: 1, 2, 5, 10, .. of a logarithmic axis, and more where these are
  // fewer than three; steps of them, at most `most`, of a linear one.
  std::vector<Mark> Marks(std::size_t most) const;

 private:
  double Position(double value) const;
  std::vector<Mark> LinearMarks(std::size_t most) const;
  std::vector<Mark> LogarithmicMarks(absl::Span<const double> factors) const;

  AxisKind kind_;
  Ends ends_;
  double low_ = 0;  // of Position
  double high_ = 1;
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAGE_PLOT_AXIS_H_
