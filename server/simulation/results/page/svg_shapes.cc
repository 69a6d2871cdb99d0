// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/svg_shapes.h"

#include "absl/strings/str_cat.h"

namespace winnow::simulation {

using release::HtmlText;
using release::Markup;

namespace {

void AppendPoint(HtmlText& html, const PlotPoint& point) {
  html.Number(point.x).Tag(" ").Number(point.y);
}

// UTF-8 is cut between characters.
bool IsInside(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

void OpenPlot(HtmlText& html, Markup kind, const PlotPoint& size, absl::string_view title) {
  html.Tag("<svg role=\"img\" class=\"").Tag(kind).Tag("\" viewBox=\"0 0 ");
  AppendPoint(html, size);
  html.Tag("\"><title>").Text(title).Tag("</title>\n");
}

void DrawLine(HtmlText& html, Markup kind, const PlotPoint& from, const PlotPoint& to) {
  html.Tag("<line class=\"").Tag(kind).Tag("\" x1=\"").Number(from.x).Tag("\" x2=\"").Number(to.x);
  html.Tag("\" y1=\"").Number(from.y).Tag("\" y2=\"").Number(to.y).Tag("\"/>");
}

void DrawPath(HtmlText& html, Markup kind, absl::Span<const PlotPoint> points) {
  if (points.size() < 2) return;
  html.Tag("<polyline class=\"").Tag(kind).Tag("\" points=\"");
  for (const PlotPoint& point : points) {
    AppendPoint(html, point);
    html.Tag(" ");
  }
  html.Tag("\"/>");
}

void DrawBand(HtmlText& html, Markup kind, absl::Span<const PlotPoint> upper,
              absl::Span<const PlotPoint> lower) {
  if (upper.size() < 2) return;
  html.Tag("<polygon class=\"").Tag(kind).Tag("\" points=\"");
  for (const PlotPoint& point : upper) {
    AppendPoint(html, point);
    html.Tag(" ");
  }
  for (std::size_t i = lower.size(); i > 0; --i) {
    AppendPoint(html, lower[i - 1]);
    html.Tag(" ");
  }
  html.Tag("\"/>");
}

void DrawDot(HtmlText& html, Markup kind, const PlotPoint& at, double radius) {
  html.Tag("<circle class=\"").Tag(kind).Tag("\" r=\"").Number(radius);
  html.Tag("\" cx=\"").Number(at.x).Tag("\" cy=\"").Number(at.y).Tag("\"/>");
}

void DrawDiamond(HtmlText& html, Markup kind, const PlotPoint& at, double radius) {
  html.Tag("<polygon class=\"").Tag(kind).Tag("\" points=\"");
  for (const PlotPoint& point : {PlotPoint{at.x, at.y - radius}, PlotPoint{at.x + radius, at.y},
                                 PlotPoint{at.x, at.y + radius}, PlotPoint{at.x - radius, at.y}}) {
    AppendPoint(html, point);
    html.Tag(" ");
  }
  html.Tag("\"/>");
}

void DrawWords(HtmlText& html, Markup kind, const PlotPoint& at, absl::string_view words) {
  html.Tag("<text class=\"").Tag(kind).Tag("\" x=\"").Number(at.x).Tag("\" y=\"").Number(at.y);
  html.Tag("\">").Text(words).Tag("</text>");
}

std::string ShortName(absl::string_view name, std::size_t most) {
  if (name.size() <= most) return std::string(name);
  std::size_t head = (most - 2) / 2;
  std::size_t tail = name.size() - (most - 2 - head);
  while (head > 0 && IsInside(name[head])) --head;
  while (tail < name.size() && IsInside(name[tail])) ++tail;
  return absl::StrCat(name.substr(0, head), "..", name.substr(tail));
}

}  // namespace winnow::simulation
