// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/slice_plot.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/release/report/report_words.h"
#include "server/simulation/results/page/plot_axis.h"
#include "server/simulation/results/page/svg_shapes.h"

namespace winnow::simulation {
namespace {

using release::HtmlText;

// Coordinates; the style sheet has the sizes of text.
constexpr double kWidth = 960;
constexpr double kNameEnd = 224;
constexpr double kPlotLeft = 240;
constexpr double kPlotRight = 730;
constexpr double kWrongEnd = 820;
constexpr double kUndecidedEnd = 940;
constexpr double kHead = 40;
constexpr double kRow = 22;
constexpr double kFoot = 26;
constexpr std::size_t kLongestSlice = 30;

struct SliceRow {
  std::string name;
  const SliceFigures* figures;
};

std::vector<SliceRow> RowsOf(const Summary& summary, const CellSummary& cell) {
  const v1::SimulatedTask& task = summary.plan.tasks(static_cast<int>(cell.key.task));
  std::vector<SliceRow> rows;
  for (std::size_t i = 0; i < cell.by_slice.size(); ++i)
    rows.push_back({task.slices(static_cast<int>(i)).slice(), &cell.by_slice[i]});
  if (rows.size() > kMostSlices) {
    std::stable_sort(rows.begin(), rows.end(), [](const SliceRow& a, const SliceRow& b) {
      return a.figures->error > b.figures->error;
    });
    rows.resize(kMostSlices);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const SliceRow& a, const SliceRow& b) {
    return a.figures->truth > b.figures->truth;
  });
  return rows;
}

PlotAxis AxisOf(const std::vector<SliceRow>& rows, double budget) {
  std::vector<double> values = {0, budget};
  for (const SliceRow& row : rows) {
    for (const double value : {row.figures->truth, row.figures->low, row.figures->high})
      values.push_back(value);
  }
  return PlotAxis(AxisKind::kLinear, values, {kPlotLeft, kPlotRight});
}

std::string PercentOf(uint64_t count, uint64_t of) {
  return absl::StrFormat("%.0f %%", 100 * static_cast<double>(count) / static_cast<double>(of));
}

void DrawScale(HtmlText& html, const PlotAxis& axis, double budget, double bottom) {
  for (const PlotAxis::Mark& mark : axis.Marks(10)) {
    DrawLine(html, "grid", {mark.at, kHead - 6}, {mark.at, bottom});
    DrawWords(html, "mark", {mark.at, kHead - 12}, mark.text);
    DrawWords(html, "mark", {mark.at, bottom + 16}, mark.text);
  }
  DrawLine(html, "zero", {axis.At(0), kHead - 6}, {axis.At(0), bottom});
  DrawLine(html, "limit", {axis.At(budget), kHead - 6}, {axis.At(budget), bottom});
  DrawWords(html, "side worse", {kPlotRight, 12}, "candidate worse \u2192");
  DrawWords(html, "side better", {kPlotLeft, 12}, "\u2190 candidate better");
  DrawWords(html, "change head", {kWrongEnd, 12}, "wrong side");
  DrawWords(html, "change head", {kUndecidedEnd, 12}, "UNDECIDED");
  html.Tag("\n");
}

void DrawSlice(HtmlText& html, const PlotAxis& axis, const SliceRow& row, const PlotPoint& at) {
  const SliceFigures& slice = *row.figures;
  html.Tag("<title>").Text(row.name);
  html.Text(absl::StrFormat(": truth %s, mean estimate %s, 5 to 95 %% of estimates %s to %s points",
                            release::Points(slice.truth / 100), release::Points(slice.mean / 100),
                            release::Points(slice.low / 100), release::Points(slice.high / 100)));
  html.Tag("</title>");
  DrawWords(html, "name", {kNameEnd, at.y + 4}, ShortName(row.name, kLongestSlice));
  DrawLine(html, "interval", {axis.At(slice.low), at.y}, {axis.At(slice.high), at.y});
  for (const double end : {slice.low, slice.high})
    DrawLine(html, "interval", {axis.At(end), at.y - 3}, {axis.At(end), at.y + 3});
  DrawLine(html, "budget", {axis.At(slice.truth), at.y - 9}, {axis.At(slice.truth), at.y + 9});
  const PlotPoint mean{axis.At(slice.mean), at.y};
  if (slice.is_regressing) {
    DrawDiamond(html, "point", mean, 5.5);
  } else {
    DrawDot(html, "point", mean, 4);
  }
}

}  // namespace

void WriteSlicePlot(const Summary& summary, const CellSummary& cell, HtmlText& html) {
  const std::vector<SliceRow> rows = RowsOf(summary, cell);
  const double budget = PointsOf(summary.plan.regression_budget_nano());
  const PlotAxis axis = AxisOf(rows, budget);
  const double bottom = kHead + kRow * static_cast<double>(rows.size());
  OpenPlot(html, "forest", {kWidth, bottom + kFoot},
           absl::StrCat("Estimates and truth by slice of task ",
                        summary.plan.tasks(static_cast<int>(cell.key.task)).task()));
  for (std::size_t i = 1; i < rows.size(); i += 2) {
    html.Tag("<rect class=\"band\" x=\"0\" width=\"").Number(kWidth).Tag("\" y=\"");
    html.Number(kHead + kRow * static_cast<double>(i)).Tag("\" height=\"").Number(kRow).Tag("\"/>");
  }
  DrawScale(html, axis, budget, bottom);
  PlotPoint at{0, kHead + kRow / 2};
  for (const SliceRow& row : rows) {
    html.Tag(row.figures->is_regressing ? release::Markup("<g class=\"row block\">")
                                        : release::Markup("<g class=\"row pass\">"));
    DrawSlice(html, axis, row, at);
    DrawWords(html, "change", {kWrongEnd, at.y + 4},
              PercentOf(row.figures->wrong_side, cell.replicates));
    DrawWords(html, "change", {kUndecidedEnd, at.y + 4},
              PercentOf(row.figures->undecided, cell.replicates));
    html.Tag("</g>\n");
    at.y += kRow;
  }
  html.Tag("</svg>\n");
}

}  // namespace winnow::simulation
