// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Curves of a figure against the number of labels, a curve for each policy.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAGE_CURVE_PLOT_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAGE_CURVE_PLOT_H_

#include <string>
#include <vector>

#include "server/release/report/html_text.h"
#include "server/simulation/results/intervals.h"
#include "server/simulation/results/page/plot_axis.h"

namespace winnow::simulation {

enum class CurveRank { kOther, kReference, kShipped };

struct CurveSample {
  double labels = 0;
  MeanFigure figure;
};

struct Curve {
  std::string name;
  CurveRank rank = CurveRank::kOther;
  std::vector<CurveSample> samples;  // by labels
};

struct CurveFigure {
  std::string title;
  AxisKind kind = AxisKind::kLinear;  // of the figure; labels stand on a logarithmic axis
  std::vector<double> labels;
  std::vector<Curve> curves;
};

// True where there is something to draw.
bool HasSamples(const CurveFigure& figure);

// All curves in one plot, each with its name at its end. The shipped policy is thick with dots, the
// reference dashed with squares, both with the band of their intervals; all others are thin.
void WriteCurves(const CurveFigure& figure, release::HtmlText& html);

// One curve with its band, beside the reference's, on the axes of all of them.
void WriteCurvePanel(const CurveFigure& figure, const Curve& curve, release::HtmlText& html);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAGE_CURVE_PLOT_H_
