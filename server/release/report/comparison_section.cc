// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/comparison_section.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "server/release/change_estimate.h"
#include "server/release/report/comparison_order.h"
#include "server/release/report/forest_plot.h"
#include "server/release/report/report_words.h"

namespace winnow::release {
namespace {

using ComparisonRows = absl::Span<const ShownComparison>;

void TableHead(absl::string_view caption, HtmlText& html) {
  html.Tag("<table class=\"comparisons\"><caption>").Text(caption);
  html.Tag(
      "</caption>\n<thead><tr><th scope=\"col\">Comparison</th><th scope=\"col\">Verdict</th>"
      "<th scope=\"col\" class=\"figure\">Change</th>"
      "<th scope=\"col\" class=\"figure\">Interval<br><span class=\"small\">this frame</span></th>"

      "<th scope=\"col\" class=\"figure\">Budget</th>"
      "<th scope=\"col\" class=\"figure\">p</th>"
      "<th scope=\"col\" class=\"figure\">Draws</th>"
      "<th scope=\"col\" class=\"figure\">Labeled</th>"
      "<th scope=\"col\" class=\"figure\">Missing</th>"
      "<th scope=\"col\" class=\"figure\">Clusters</th>"
      "<th scope=\"col\">What would decide</th></tr></thead>\n<tbody>\n");
}

void NameCell(const v1::Comparison& comparison, HtmlText& html) {
  html.Tag("<th scope=\"row\">").Text(ComparisonName(comparison));
  html.Tag("<br><span class=\"small\">");
  if (comparison.guardrail() != v1::GUARDRAIL_KIND_UNSPECIFIED) {
    html.Tag("guardrail: ").Text(GuardrailWords(comparison.guardrail()));
  } else {
    html.Text(comparison.measure());
  }
  html.Tag("</span></th>");
}

std::string PValueText(double p_value) {
  return p_value < 0.0005 ? "< 0.001" : absl::StrFormat("%.3f", p_value);
}

// What would decide, and what else a reader has to know of the figures.
void NoteCell(const v1::Comparison& comparison, const std::string& clusters, HtmlText& html) {
  html.Tag("<td class=\"long\">").Text(NeedText(comparison, clusters));
  if (comparison.unusable() > 0) {
    html.Tag("<div class=\"small\">").Text(CountText(comparison.unusable())).Tag(" unusable</div>");
  }
  if (comparison.beyond_bound() > 0) {
    html.Tag("<div class=\"small\">").Text(CountText(comparison.beyond_bound()));
    html.Tag(" beyond the disagreement of the pair: its bounds are not to be trusted</div>");
  }
  if (comparison.stage() != v1::STAGE_UNSPECIFIED) {
    html.Tag("<div class=\"small\">stage: ").Text(StageWords(comparison.stage())).Tag("</div>");
  }
  html.Tag("</td>");
}

void ComparisonRow(const ShownComparison& shown, const std::string& clusters, HtmlText& html) {
  const v1::Comparison& comparison = *shown.comparison;
  html.Tag("<tr>");
  NameCell(comparison, html);
  html.Tag("<td>").Verdict(VerdictWord(comparison.verdict()));
  if (shown.is_waived) html.Tag(" (waived)");
  html.Tag("</td>").Figure(comparison.has_change() ? Points(comparison.change()) : "no estimate");
  html.Tag("<td class=\"figure\">").Text(IntervalText(comparison));
  html.Tag("<br><span class=\"small\">").Text(FrameIntervalText(comparison)).Tag("</span></td>");
  html.Figure(Points(comparison.budget()));
  html.Figure(comparison.has_change() ? PValueText(comparison.p_value()) : "");
  html.Figure(CountText(comparison.draws())).Figure(CountText(comparison.labeled()));
  html.Figure(CountText(comparison.missing())).Figure(CountText(comparison.clusters()));
  NoteCell(comparison, clusters, html);
  html.Tag("</tr>\n");
}

void WriteTable(const ReleaseFile& file, ComparisonRows rows, absl::string_view caption,
                HtmlText& html) {
  html.OpenScroll(caption);
  TableHead(caption, html);
  for (const ShownComparison& row : rows) {
    ComparisonRow(row, file.release.cluster_attribute(), html);
  }
  html.Tag("</tbody></table></div>\n");
}

// Each of the declared looks tests at its part of the tail.
std::string EndLevel(const v1::ReleaseVerdict& verdict) {
  const double looks = std::max(verdict.looks(), 1u);
  return absl::StrCat(Decimal(100 * (1 - kTail / looks)), " %");
}

void WriteKey(const v1::ReleaseVerdict& verdict, HtmlText& html) {
  html.Tag(
          "<figcaption>Right of 0 the candidate makes more errors. Circle: PASS; diamond: BLOCK; "
          "ring: UNDECIDED. Line: interval about future traffic, by which it is decided, "
          "one-sided ")
      .Text(EndLevel(verdict))
      .Tag(
          " at either end. Light band: interval about this very frame, 95 %. Upright tick: budget."
          " An arrow goes on beyond the plot; a dashed line has no end.</figcaption>\n");
}

uint64_t CountOf(ComparisonRows rows, v1::Verdict verdict) {
  return static_cast<uint64_t>(std::count_if(
      rows.begin(), rows.end(),
      [&](const ShownComparison& shown) { return shown.comparison->verdict() == verdict; }));
}

void WriteSummary(ComparisonRows rows, HtmlText& html) {
  html.Tag(
      "<p>Errors per hundred units that the candidate makes more than the baseline (points): ");
  html.Text(CountText(CountOf(rows, v1::VERDICT_BLOCK))).Tag(" BLOCK, ");
  html.Text(CountText(CountOf(rows, v1::VERDICT_UNDECIDED))).Tag(" UNDECIDED, ");
  html.Text(CountText(CountOf(rows, v1::VERDICT_PASS))).Tag(" PASS.</p>\n");
}

void WriteHowMany(std::size_t all, HtmlText& html) {
  if (all <= kMostPlotted) return;
  html.Tag("<p>The plot and the table show the first ").Text(CountText(kMostPlotted)).Tag(" of ");
  html.Text(CountText(all))
      .Tag(
          " comparisons: all slices, guardrails, then slices that block, that "
          "are undecided, that pass. <a href=\"#others\">The other ");
  html.Text(CountText(all - kMostPlotted)).Tag("</a> stand in a table at the end.</p>\n");
}

}  // namespace

void WriteComparisons(const ReleaseFile& file, HtmlText& html) {
  if (!file.verdict) return;
  html.Tag("<section id=\"comparisons\"><h2>Comparisons</h2>\n");
  const std::vector<ShownComparison> all = ByWeight(*file.verdict);
  if (all.empty()) {
    html.Tag("<p>Nothing was compared.</p></section>\n");
    return;
  }
  const ComparisonRows first = ComparisonRows(all).subspan(0, kMostPlotted);
  WriteSummary(all, html);
  WriteHowMany(all.size(), html);
  html.Tag("<figure>").OpenScroll("Plot of the comparisons");
  WriteForestPlot(first, html);
  html.Tag("</div>");
  WriteKey(*file.verdict, html);
  html.Tag("</figure>\n");
  WriteTable(file, first, "Comparisons in points", html);
  html.Tag("</section>\n");
}

void WriteOtherComparisons(const ReleaseFile& file, HtmlText& html) {
  if (!file.verdict) return;
  const std::vector<ShownComparison> all = ByWeight(*file.verdict);
  if (all.size() <= kMostPlotted) return;
  html.Tag("<section id=\"others\"><h2>Other comparisons</h2>\n");
  WriteTable(file, ComparisonRows(all).subspan(kMostPlotted), "Other comparisons in points", html);
  html.Tag("</section>\n");
}

}  // namespace winnow::release
