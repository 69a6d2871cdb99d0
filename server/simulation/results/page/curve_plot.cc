// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/curve_plot.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "absl/strings/str_cat.h"
#include "server/release/report/report_words.h"
#include "server/simulation/results/page/svg_shapes.h"

namespace winnow::simulation {
namespace {

using release::HtmlText;
using release::Markup;

// Coordinates; the style sheet has the sizes of text.
constexpr PlotPoint kSize{400, 300};
constexpr double kLeft = 40;
constexpr double kRight = 244;
constexpr double kTop = 10;
constexpr double kBottom = 262;
constexpr double kNameStart = 258;
constexpr double kNameStep = 14;
constexpr std::size_t kLongestName = 20;
constexpr std::size_t kMostMarks = 6;

constexpr PlotPoint kPanelSize{180, 128};
constexpr double kPanelLeft = 30;
constexpr double kPanelRight = 164;
constexpr double kPanelTop = 8;
constexpr double kPanelBottom = 106;

// An end of a band that an axis makes room for: a wild one leaves the plot.
bool IsNear(double end, double value) { return end > 0.5 * value && end < 2 * value; }

struct PlotAxes {
  PlotAxis x;
  PlotAxis y;
};

PlotAxes AxesOf(const CurveFigure& figure, const PlotAxis::Ends& x, const PlotAxis::Ends& y) {
  std::vector<double> values;
  if (figure.kind == AxisKind::kLinear) values.push_back(0);
  for (const Curve& curve : figure.curves) {
    for (const CurveSample& sample : curve.samples) {
      values.push_back(sample.figure.value);
      // Of the others no band is drawn beside all of them.
      const std::optional<Bounds>& bounds = sample.figure.bounds;
      if (curve.rank == CurveRank::kOther || !bounds.has_value()) continue;
      for (const double end : {bounds->low, bounds->high}) {
        if (IsNear(end, sample.figure.value)) values.push_back(end);
      }
    }
  }
  return {PlotAxis(AxisKind::kLogarithmic, figure.labels, x), PlotAxis(figure.kind, values, y)};
}

Markup LineKind(CurveRank rank) {
  if (rank == CurveRank::kShipped) return "line shipped";
  if (rank == CurveRank::kReference) return "line reference";
  return "line other";
}

Markup BandKind(CurveRank rank) {
  if (rank == CurveRank::kShipped) return "range shipped";
  if (rank == CurveRank::kReference) return "range reference";
  return "range other";
}

Markup NameKind(CurveRank rank) {
  if (rank == CurveRank::kShipped) return "name shipped";
  if (rank == CurveRank::kReference) return "name reference";
  return "name other";
}

void DrawCurve(HtmlText& html, const PlotAxes& axes, const Curve& curve) {
  std::vector<PlotPoint> points;
  for (const CurveSample& sample : curve.samples)
    points.push_back({axes.x.At(sample.labels), axes.y.At(sample.figure.value)});
  DrawPath(html, LineKind(curve.rank), points);
  for (const PlotPoint& point : points) {
    if (curve.rank == CurveRank::kShipped) DrawDot(html, "dot shipped", point, 4);
    if (curve.rank == CurveRank::kReference) DrawDiamond(html, "dot reference", point, 4.5);
    if (curve.rank == CurveRank::kOther) DrawDot(html, "dot other", point, 1.8);
  }
}

void DrawRange(HtmlText& html, const PlotAxes& axes, const Curve& curve) {
  std::vector<PlotPoint> upper;
  std::vector<PlotPoint> lower;
  for (const CurveSample& sample : curve.samples) {
    if (!sample.figure.bounds.has_value()) continue;
    const double x = axes.x.At(sample.labels);
    upper.push_back({x, axes.y.At(sample.figure.bounds->high)});
    lower.push_back({x, axes.y.At(sample.figure.bounds->low)});
  }
  DrawBand(html, BandKind(curve.rank), upper, lower);
}

void DrawAxes(HtmlText& html, const CurveFigure& figure, const PlotAxes& axes,
              std::size_t most_marks) {
  const PlotAxis::Ends& x = axes.x.ends();
  const PlotAxis::Ends& y = axes.y.ends();
  for (const PlotAxis::Mark& mark : axes.y.Marks(most_marks)) {
    DrawLine(html, "grid", {x.from, mark.at}, {x.to, mark.at});
    DrawWords(html, "mark side", {x.from - 5, mark.at + 4}, mark.text);
  }
  DrawLine(html, "edge", {x.from, y.from}, {x.to, y.from});
  double last = -1e9;
  for (const double labels : figure.labels) {
    const double at = axes.x.At(labels);
    DrawLine(html, "edge", {at, y.from}, {at, y.from + 4});
    if (at - last < 34) continue;  // room for a number
    DrawWords(html, "mark below", {at, y.from + 16},
              release::CountText(static_cast<uint64_t>(labels)));
    last = at;
  }
}

struct NamePlace {
  const Curve* curve;
  PlotPoint end;  // of its line
  double y;       // of its name
};

// Names in the order of the ends of their lines, apart enough to be read.
std::vector<NamePlace> PlacesOfNames(const CurveFigure& figure, const PlotAxes& axes) {
  std::vector<NamePlace> places;
  for (const Curve& curve : figure.curves) {
    if (curve.samples.empty()) continue;
    const CurveSample& last = curve.samples.back();
    const PlotPoint end{axes.x.At(last.labels), axes.y.At(last.figure.value)};
    places.push_back({&curve, end, end.y});
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const NamePlace& a, const NamePlace& b) { return a.end.y < b.end.y; });
  const double room = (kBottom - kTop) / std::max(1.0, static_cast<double>(places.size()) - 1);
  const double step = std::min(kNameStep, room);
  double least = kTop;
  for (NamePlace& place : places) {
    place.y = std::max(place.y, least);
    least = place.y + step;
  }
  double most = kBottom;
  for (std::size_t i = places.size(); i > 0; --i) {
    places[i - 1].y = std::min(places[i - 1].y, most);
    most = places[i - 1].y - step;
  }
  return places;
}

const Curve* ReferenceOf(const CurveFigure& figure) {
  for (const Curve& curve : figure.curves) {
    if (curve.rank == CurveRank::kReference) return &curve;
  }
  return nullptr;
}

}  // namespace

bool HasSamples(const CurveFigure& figure) {
  return std::any_of(figure.curves.begin(), figure.curves.end(),
                     [](const Curve& curve) { return !curve.samples.empty(); });
}

void WriteCurves(const CurveFigure& figure, HtmlText& html) {
  const PlotAxes axes = AxesOf(figure, {kLeft, kRight}, {kBottom, kTop});
  OpenPlot(html, "curves", kSize, figure.title);
  DrawAxes(html, figure, axes, kMostMarks);
  DrawWords(html, "mark below", {(kLeft + kRight) / 2, kSize.y - 6}, "labels");
  for (const CurveRank rank : {CurveRank::kReference, CurveRank::kShipped}) {
    for (const Curve& curve : figure.curves) {
      if (curve.rank == rank) DrawRange(html, axes, curve);
    }
  }
  for (const CurveRank rank : {CurveRank::kOther, CurveRank::kReference, CurveRank::kShipped}) {
    for (const Curve& curve : figure.curves) {
      if (curve.rank == rank) DrawCurve(html, axes, curve);
    }
  }
  html.Tag("\n");
  for (const NamePlace& place : PlacesOfNames(figure, axes)) {
    DrawLine(html, "leader", {place.end.x + 5, place.end.y}, {kNameStart - 3, place.y});
    DrawWords(html, NameKind(place.curve->rank), {kNameStart, place.y + 4},
              ShortName(place.curve->name, kLongestName));
  }
  html.Tag("</svg>\n");
}

void WriteCurvePanel(const CurveFigure& figure, const Curve& curve, HtmlText& html) {
  const PlotAxes axes = AxesOf(figure, {kPanelLeft, kPanelRight}, {kPanelBottom, kPanelTop});
  OpenPlot(html, "panel", kPanelSize, absl::StrCat(figure.title, ": ", curve.name));
  DrawAxes(html, figure, axes, 3);
  const Curve* reference = ReferenceOf(figure);
  if (reference != nullptr && reference != &curve) DrawCurve(html, axes, *reference);
  DrawRange(html, axes, curve);
  DrawCurve(html, axes, curve);
  html.Tag("</svg>\n");
}

}  // namespace winnow::simulation
