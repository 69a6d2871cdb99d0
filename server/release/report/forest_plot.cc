// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/forest_plot.h"

#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/release/report/comparison_order.h"
#include "server/release/report/plot_scale.h"
#include "server/release/report/report_words.h"

namespace winnow::release {
namespace {

// Coordinates; the style sheet has the sizes of text.
constexpr double kWidth = 960;
constexpr double kNameEnd = 224;
constexpr double kLeft = 240;
constexpr double kRight = 770;
constexpr double kChangeEnd = 832;
constexpr double kWordStart = 846;
constexpr double kNoInterval = 68;  // room for these words
constexpr double kHead = 40;
constexpr double kRow = 24;
constexpr double kFoot = 28;
constexpr std::size_t kLongestName = 30;

std::string ShortName(const std::string& name) {
  if (name.size() <= kLongestName) return name;
  // The ends of two slices differ more often than their middles.
  const std::size_t half = (kLongestName - 2) / 2;
  return absl::StrCat(name.substr(0, half), "..", name.substr(name.size() - half));
}

Markup RowTag(v1::Verdict verdict) {
  switch (verdict) {
    case v1::VERDICT_PASS:
      return "<g class=\"row pass\">";
    case v1::VERDICT_BLOCK:
      return "<g class=\"row block\">";
    default:
      return "<g class=\"row undecided\">";
  }
}

// <text x y anchor class> is left open for the words.
HtmlText& OpenWords(HtmlText& html, Markup kind, double x, double y) {
  return html.Tag("<text class=\"")
      .Tag(kind)
      .Tag("\" x=\"")
      .Number(x)
      .Tag("\" y=\"")
      .Number(y)
      .Tag("\">");
}

struct Extent {
  double from;
  double to;
};

void DrawLine(HtmlText& html, Markup kind, const Extent& x, double y) {
  html.Tag("<line class=\"").Tag(kind).Tag("\" x1=\"").Number(x.from).Tag("\" x2=\"").Number(x.to);
  html.Tag("\" y1=\"").Number(y).Tag("\" y2=\"").Number(y).Tag("\"/>");
}

void DrawUpright(HtmlText& html, Markup kind, double x, const Extent& y) {
  html.Tag("<line class=\"").Tag(kind).Tag("\" x1=\"").Number(x).Tag("\" x2=\"").Number(x);
  html.Tag("\" y1=\"").Number(y.from).Tag("\" y2=\"").Number(y.to).Tag("\"/>");
}

// A head at the border of the plot, of a line that goes on.
void DrawArrow(HtmlText& html, double x, double y, double toward) {
  html.Tag("<path class=\"arrow\" d=\"M").Number(x).Tag(" ").Number(y).Tag("l").Number(-6 * toward);
  html.Tag(" -4v8z\"/>");
}

void DrawPoint(HtmlText& html, v1::Verdict verdict, double x, double y) {
  if (verdict == v1::VERDICT_BLOCK) {
    html.Tag("<path class=\"point\" d=\"M").Number(x).Tag(" ").Number(y - 6);
    html.Tag("l6 6l-6 6l-6 -6z\"/>");
    return;
  }
  html.Tag("<circle class=\"point\" r=\"4.5\" cx=\"")
      .Number(x)
      .Tag("\" cy=\"")
      .Number(y)
      .Tag("\"/>");
}

struct IntervalEnds {
  bool has_lower;
  double lower;
  bool has_upper;
  double upper;
};

void DrawInterval(HtmlText& html, const PlotScale& scale, const IntervalEnds& ends, double y) {
  const double from = ends.has_lower ? scale.At(ends.lower) : scale.left();
  const double to = ends.has_upper ? scale.At(ends.upper) : scale.right();
  const bool is_bounded = ends.has_lower && ends.has_upper;
  DrawLine(html, is_bounded ? Markup("interval") : Markup("interval open"), {from, to}, y);
  if (!ends.has_lower || scale.IsBelow(ends.lower)) {
    DrawArrow(html, scale.left(), y, -1);
  } else {
    DrawUpright(html, "interval", from, {y - 3, y + 3});
  }
  if (!ends.has_upper || scale.IsAbove(ends.upper)) {
    DrawArrow(html, scale.right(), y, 1);
  } else {
    DrawUpright(html, "interval", to, {y - 3, y + 3});
  }
}

void WriteRowTitle(HtmlText& html, const v1::Comparison& comparison) {
  html.Tag("<title>").Text(ComparisonName(comparison)).Tag(": ");
  html.Text(comparison.has_change() ? absl::StrCat("change ", Points(comparison.change()))
                                    : "no estimate");
  html.Tag(", interval ").Text(IntervalText(comparison)).Tag(", this frame ");
  html.Text(FrameIntervalText(comparison)).Tag(", budget ").Text(Points(comparison.budget()));
  html.Tag(" points: ").Text(VerdictWord(comparison.verdict())).Tag("</title>");
}

void DrawFigure(HtmlText& html, const PlotScale& scale, const v1::Comparison& comparison,
                double y) {
  const bool has_frame = comparison.has_frame_lower() && comparison.has_frame_upper();
  if (has_frame) {
    DrawLine(html, "frame",
             {scale.At(comparison.frame_lower()), scale.At(comparison.frame_upper())}, y);
  }
  if (comparison.has_lower() || comparison.has_upper()) {
    DrawInterval(
        html, scale,
        {comparison.has_lower(), comparison.lower(), comparison.has_upper(), comparison.upper()},
        y);
  } else {
    DrawLine(html, "interval none", {scale.left(), scale.right() - kNoInterval}, y);
    OpenWords(html, "none", scale.right(), y + 4).Tag("no interval</text>");
  }
  DrawUpright(html, "budget", scale.At(comparison.budget()), {y - 9, y + 9});
  if (comparison.has_change() && std::isfinite(comparison.change())) {
    DrawPoint(html, comparison.verdict(), scale.At(comparison.change()), y);
  }
}

void DrawRow(HtmlText& html, const PlotScale& scale, const ShownComparison& shown, double y) {
  const v1::Comparison& comparison = *shown.comparison;
  html.Tag(RowTag(comparison.verdict()));
  WriteRowTitle(html, comparison);
  const bool is_aggregate =
      comparison.slice().empty() && comparison.guardrail() == v1::GUARDRAIL_KIND_UNSPECIFIED;
  OpenWords(html, is_aggregate ? Markup("name whole") : Markup("name"), kNameEnd, y + 4);
  html.Text(ShortName(ComparisonName(comparison))).Tag("</text>");
  DrawFigure(html, scale, comparison, y);
  OpenWords(html, "change", kChangeEnd, y + 4);
  html.Text(comparison.has_change() ? Points(comparison.change()) : "none").Tag("</text>");
  OpenWords(html, "said", kWordStart, y + 4).Text(VerdictWord(comparison.verdict()));
  if (shown.is_waived) html.Tag(" (waived)");
  html.Tag("</text></g>\n");
}

void DrawAxis(HtmlText& html, const PlotScale& scale, double bottom) {
  html.Tag("<g class=\"axis\">");
  for (const PlotScale::Mark& mark : scale.marks()) {
    DrawUpright(html, mark.text == "0" ? Markup("zero") : Markup("grid"), mark.x,
                {kHead - 6, bottom});
    for (const double y : {kHead - 12, bottom + 16}) {
      OpenWords(html, "mark", mark.x, y).Text(mark.text).Tag("</text>");
    }
  }
  OpenWords(html, "side better", scale.left(), 12).Tag("&larr; candidate better</text>");
  OpenWords(html, "side worse", scale.right(), 12).Tag("candidate worse &rarr;</text></g>\n");
}

}  // namespace

void WriteForestPlot(absl::Span<const ShownComparison> comparisons, HtmlText& html) {
  const PlotScale scale(comparisons, kLeft, kRight);
  const double bottom = kHead + kRow * static_cast<double>(comparisons.size());
  html.Tag("<svg class=\"forest\" role=\"img\" aria-labelledby=\"plot-title plot-desc\"");
  html.Tag(" viewBox=\"0 0 ").Number(kWidth).Tag(" ").Number(bottom + kFoot).Tag("\">\n");
  html.Tag("<title id=\"plot-title\">Change of errors by comparison, in points</title>\n");
  html.Tag(
      "<desc id=\"plot-desc\">One row for each comparison: the estimated change, its interval "
      "about future traffic and about this frame, and the budget. The table below has the same "
      "figures.</desc>\n");
  double y = kHead + kRow / 2;
  for (std::size_t i = 1; i < comparisons.size(); i += 2) {
    html.Tag("<rect class=\"band\" x=\"0\" width=\"").Number(kWidth).Tag("\" y=\"");
    html.Number(kHead + kRow * static_cast<double>(i)).Tag("\" height=\"").Number(kRow).Tag("\"/>");
  }
  DrawAxis(html, scale, bottom);
  for (const ShownComparison& shown : comparisons) {
    DrawRow(html, scale, shown, y);
    y += kRow;
  }
  html.Tag("</svg>\n");
}

}  // namespace winnow::release
