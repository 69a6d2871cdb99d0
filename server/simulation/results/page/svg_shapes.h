// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Shapes of a plot. Classes are those of the style sheet.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAGE_SVG_SHAPES_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAGE_SVG_SHAPES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/release/report/html_text.h"

namespace winnow::simulation {

struct PlotPoint {
  double x;
  double y;
};

// <svg> with its title, which is what those who cannot see it are told, left open.
void OpenPlot(release::HtmlText& html, release::Markup kind, const PlotPoint& size,
              absl::string_view title);
void DrawLine(release::HtmlText& html, release::Markup kind, const PlotPoint& from,
              const PlotPoint& to);
// Nothing of fewer than two points.
void DrawPath(release::HtmlText& html, release::Markup kind, absl::Span<const PlotPoint> points);
// Back along `lower`.
void DrawBand(release::HtmlText& html, release::Markup kind, absl::Span<const PlotPoint> upper,
              absl::Span<const PlotPoint> lower);
void DrawDot(release::HtmlText& html, release::Markup kind, const PlotPoint& at, double radius);
void DrawDiamond(release::HtmlText& html, release::Markup kind, const PlotPoint& at, double radius);
void DrawWords(release::HtmlText& html, release::Markup kind, const PlotPoint& at,
               absl::string_view words);

// A name of at most so many bytes: the ends of two names differ more often than their middles.
std::string ShortName(absl::string_view name, std::size_t most);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAGE_SVG_SHAPES_H_
