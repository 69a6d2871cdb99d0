// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/headline.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/release/report/report_words.h"
#include "server/simulation/results/figure_text.h"
#include "server/simulation/results/page/result_table.h"

namespace winnow::simulation {
namespace {

using release::CountText;
using release::HtmlText;

void AddTo(std::optional<double>& sum, const std::optional<MeanFigure>& figure) {
  if (figure.has_value()) sum = sum.value_or(0) + figure->value;
}

std::string BudgetText(const Summary& summary, uint32_t budget) {
  return absl::StrCat(CountText(summary.plan.budgets(static_cast<int>(budget))), " labels");
}

// "80.3 %".
std::string PartText(double part, double whole) {
  return whole > 0 ? absl::StrFormat("%.1f %%", 100 * part / whole) : std::string(kNothing);
}

// Of all slices.
std::string UndecidedText(const Headline& headline) {
  return PartText(headline.undecided, static_cast<double>(headline.slices));
}

std::string SettledText(const Headline& headline) {
  return PartText(headline.settled, static_cast<double>(headline.slices));
}

void AddSlices(const CellSummary& cell, Headline& headline) {
  headline.slices += cell.slices;
  headline.undecided += cell.gate.undecided->value;
  headline.undecided_for_clusters += cell.gate.undecided_for_clusters->value;
  const auto replicates = static_cast<double>(cell.replicates);
  headline.settled += static_cast<double>(cell.settled.share->count) / replicates;
  if (cell.settled.wrong.has_value())
    headline.settled_wrong += static_cast<double>(cell.settled.wrong->count) / replicates;
}

// "0.61 with 200 labels; UNDECIDED 80.3 %, random 93.5 %; settled about the pool 55.0 %, random
// 20.1 %" for each number of labels.
std::vector<std::string> RatioTexts(const Summary& summary, uint32_t policy, uint32_t reference) {
  std::vector<std::string> ratios;
  for (uint32_t budget = 0; budget < static_cast<uint32_t>(summary.plan.budgets_size()); ++budget) {
    const Headline headline = HeadlineOf(summary, policy, budget);
    if (!headline.error_ratio.has_value()) continue;
    const Headline random = HeadlineOf(summary, reference, budget);
    ratios.push_back(absl::StrCat(
        FixedText(*headline.error_ratio, 2), " with ", BudgetText(summary, budget), "; UNDECIDED ",
        UndecidedText(headline), ", random ", UndecidedText(random), "; settled about the pool ",
        SettledText(headline), ", random ", SettledText(random)));
  }
  return ratios;
}

void WriteRow(const Summary& summary, uint32_t policy, const Headline& headline, HtmlText& html) {
  const std::string& name = summary.plan.policies(static_cast<int>(policy));
  const bool has_ratio = headline.error_ratio.has_value();
  OpenPolicyRow(html, name);
  html.Figure(name == kReferencePolicy ? "1" : FixedText(headline.error_ratio, 2));
  html.Figure(UndecidedText(headline));
  html.Figure(PartText(headline.undecided_for_clusters, static_cast<double>(headline.slices)));
  html.Figure(SettledText(headline)).Figure(PartText(headline.settled_wrong, headline.settled));
  html.Figure(FixedText(headline.missed, 2)).Figure(FixedText(headline.false_blocks, 2));
  if (name == kReferencePolicy) {
    html.Figure("reference").Figure("reference");
  } else {
    html.Figure(has_ratio
                    ? absl::StrFormat("%.2f to %.2f", headline.least_ratio, headline.most_ratio)
                    : std::string(kNothing));
    html.Figure(has_ratio ? absl::StrCat(headline.better, " of ", headline.compared)
                          : std::string(kNothing));
  }
  html.Tag("</tr>\n");
}

}  // namespace

Headline HeadlineOf(const Summary& summary, uint32_t policy, uint32_t budget) {
  Headline headline;
  double logarithms = 0;
  for (uint32_t task = 0; task < static_cast<uint32_t>(summary.plan.tasks_size()); ++task) {
    const CellSummary& cell = summary.CellOf({task, policy, budget});
    if (cell.replicates == 0) continue;
    ++headline.tasks;
    AddSlices(cell, headline);
    AddTo(headline.missed, cell.missed);
    AddTo(headline.false_blocks, cell.false_blocks);
    if (!cell.against_reference.has_value()) continue;
    const std::optional<MeanFigure>& ratio = cell.against_reference->error_ratio;
    // Of an error of 0 there is no logarithm.
    if (!ratio.has_value() || !(ratio->value > 0)) continue;
    const bool is_first = headline.compared == 0;
    headline.least_ratio = is_first ? ratio->value : std::min(headline.least_ratio, ratio->value);
    headline.most_ratio = std::max(headline.most_ratio, ratio->value);
    headline.better += ratio->value < 1 ? 1 : 0;
    ++headline.compared;
    logarithms += std::log(ratio->value);
  }
  if (headline.compared > 0)
    headline.error_ratio = std::exp(logarithms / static_cast<double>(headline.compared));
  return headline;
}

void WriteBanner(const Summary& summary, HtmlText& html) {
  const auto shipped = summary.PolicyNamed(kShippedPolicy);
  const auto reference = summary.PolicyNamed(kReferencePolicy);
  html.Tag("<div class=\"banner\">");
  std::vector<std::string> ratios;
  if (shipped.has_value() && reference.has_value())
    ratios = RatioTexts(summary, *shipped, *reference);
  if (ratios.empty()) {
    html.Tag(
        "<p>There are no draws of both random and release-evaluation: nothing is compared.</p>");
  } else {
    html.Tag("<p class=\"big\">Error of release-evaluation : error of random</p>");
    for (const std::string& ratio : ratios) html.Tag("<p>").Text(ratio).Tag("</p>");
    html.Tag(
        "<p class=\"small\">Geometric mean over the tasks; below 1 it errs less. UNDECIDED and "
        "settled are shares of all slices; <a href=\"#settled\">how they differ</a>. See <a "
        "href=\"#losses\">where it loses</a>.</p>");
  }
  html.Tag("</div>\n");
}

void WriteHeadlines(const Summary& summary, HtmlText& html) {
  html.Tag("<section id=\"headline\"><h2>All tasks together</h2>\n");
  const std::vector<TableColumn> columns = {
      {"Policy", false},  {"Error : random's"},          {"UNDECIDED"}, {"For want of speakers"},
      {"Settled"},        {"Settled on the wrong side"}, {"Missed"},    {"False blocks"},
      {"Over the tasks"}, {"Tasks with less error"}};
  OpenTable(html, "Policies over all tasks; slices per replicate, summed over the tasks", columns);
  for (uint32_t budget = 0; budget < static_cast<uint32_t>(summary.plan.budgets_size()); ++budget) {
    WriteGroupRow(html, BudgetText(summary, budget), columns.size());
    for (uint32_t policy = 0; policy < static_cast<uint32_t>(summary.plan.policies_size());
         ++policy)
      WriteRow(summary, policy, HeadlineOf(summary, policy, budget), html);
  }
  CloseTable(html);
  html.Tag(
      "<p id=\"settled\">Settled is about this pool, decided about future traffic. A slice is "
      "settled where its "
      "95 % interval about the pool is all on one side of the regression budget: labels of "
      "everything else in the pool would hardly bring it to the other side. It is decided where "
      "the gate says PASS or BLOCK: further speakers would hardly change that either. Labels are "
      "enough to settle a slice; to decide it takes enough speakers as well.</p>\n"
      "<p class=\"small\">Missed: slices that truly regress and whose estimate is within the "
      "budget. False blocks: slices that do not and whose estimate is above it. UNDECIDED: slices "
      "on which the gate says neither PASS nor BLOCK. For want of speakers: those of them that no "
      "number of labels of the same speakers, calls or sessions would decide. Settled on the wrong "
      "side: of the settled, those whose truth is on the other side of the budget. A hyphen: "
      "nothing can be said.</p></section>\n");
}

}  // namespace winnow::simulation
