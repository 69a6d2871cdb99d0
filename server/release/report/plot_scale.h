// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_PLOT_SCALE_H_
#define WINNOW_SERVER_RELEASE_REPORT_PLOT_SCALE_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "server/release/report/comparison_order.h"

namespace winnow::release {

// The horizontal axis of a plot of changes. It shows 0, every estimate and every budget, and the
// intervals about traffic. One of ten of their ends leaves the plot at either side where it is half
// as far again as the others, and so does what is further away than five times the range of the
// estimates: a wild slice does not make all others unreadable.
class PlotScale {
 public:
  // Between the coordinates `left` and `right`.
  PlotScale(absl::Span<const ShownComparison> comparisons, double left, double right);

  // The coordinate of a change, at most the border.
  double At(double change) const;
  bool IsBelow(double change) const { return change < low_; }
  bool IsAbove(double change) const { return change > high_; }

  struct Mark {
    double x;
    std::string text;  // points
  };
  const std::vector<Mark>& marks() const { return marks_; }
  double left() const { return left_; }
  double right() const { return right_; }

 private:
  void SetMarks();

  double left_;
  double right_;
  double low_ = 0;
  double high_ = 0;
  std::vector<Mark> marks_;
};

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_PLOT_SCALE_H_
