// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/result_table.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "server/simulation/results/figure_text.h"
#include "server/simulation/results/summary.h"

namespace winnow::simulation {

using release::HtmlText;

namespace {

std::string UndecidedOfSlices(const CellSummary& cell) {
  if (!cell.gate.undecided.has_value()) return std::string(kNothing);
  return absl::StrCat(FixedText(cell.gate.undecided->value, 1), " of ", cell.slices);
}

}  // namespace

void OpenTable(HtmlText& html, absl::string_view caption, absl::Span<const TableColumn> columns) {
  html.OpenScroll(caption).Tag("<table><caption>").Text(caption).Tag("</caption>\n<thead><tr>");
  for (const TableColumn& column : columns) {
    html.Tag(column.is_figure ? release::Markup("<th scope=\"col\" class=\"figure\">")
                              : release::Markup("<th scope=\"col\">"));
    html.Text(column.head).Tag("</th>");
  }
  html.Tag("</tr></thead>\n<tbody>\n");
}

void CloseTable(HtmlText& html) { html.Tag("</tbody></table></div>\n"); }

void OpenPolicyRow(HtmlText& html, absl::string_view policy) {
  html.Tag(policy == kShippedPolicy ? release::Markup("<tr class=\"ours\">")
                                    : release::Markup("<tr>"));
  html.RowHead(policy);
}

void WriteGroupRow(HtmlText& html, absl::string_view head, std::size_t columns) {
  html.Tag("<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"").Text(absl::StrCat(columns));
  html.Tag("\">").Text(head).Tag("</th></tr>\n");
}

void WriteFigure(HtmlText& html, absl::string_view value, absl::string_view below) {
  html.Tag("<td class=\"figure\">").Text(value);
  const bool has_more = !below.empty() && below != kNothing;
  if (has_more) html.Tag("<br><span class=\"small\">").Text(below).Tag("</span>");
  html.Tag("</td>");
}

void WriteFigure(HtmlText& html, const std::optional<MeanFigure>& figure, int digits) {
  WriteFigure(html, ValueText(figure, digits), BoundsText(figure, digits));
}

void WriteFigure(HtmlText& html, const std::optional<ShareFigure>& share) {
  WriteFigure(html, PercentText(share), PercentBoundsText(share));
}

void WriteUndecided(HtmlText& html, const CellSummary& cell) {
  html.Figure(UndecidedOfSlices(cell));
}

void WriteUndecidedWithReason(HtmlText& html, const CellSummary& cell) {
  const std::optional<MeanFigure>& for_clusters = cell.gate.undecided_for_clusters;
  WriteFigure(html, UndecidedOfSlices(cell),
              for_clusters.has_value()
                  ? absl::StrCat(ValueText(for_clusters, 1), " for want of speakers")
                  : std::string());
}

}  // namespace winnow::simulation
