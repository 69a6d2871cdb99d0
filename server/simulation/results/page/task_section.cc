// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/task_section.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/release/report/report_words.h"
#include "server/simulation/results/figure_text.h"
#include "server/simulation/results/page/curve_plot.h"
#include "server/simulation/results/page/slice_plot.h"
#include "server/simulation/results/task_notes.h"

namespace winnow::simulation {
namespace {

using release::CountText;
using release::HtmlText;

uint32_t Policies(const Summary& summary) {
  return static_cast<uint32_t>(summary.plan.policies_size());
}

uint32_t Budgets(const Summary& summary) {
  return static_cast<uint32_t>(summary.plan.budgets_size());
}

CurveRank RankOf(absl::string_view policy) {
  if (policy == kShippedPolicy) return CurveRank::kShipped;
  return policy == kReferencePolicy ? CurveRank::kReference : CurveRank::kOther;
}

// The curves of a figure of a task's cells. `figure_of` gives an optional MeanFigure.
template <typename FigureOf>
CurveFigure CurvesOf(const Summary& summary, uint32_t task, FigureOf figure_of) {
  CurveFigure figure;
  for (const uint32_t budget : summary.plan.budgets()) figure.labels.push_back(budget);
  for (uint32_t policy = 0; policy < Policies(summary); ++policy) {
    Curve& curve = figure.curves.emplace_back();
    curve.name = summary.plan.policies(static_cast<int>(policy));
    curve.rank = RankOf(curve.name);
    for (uint32_t budget = 0; budget < Budgets(summary); ++budget) {
      const std::optional<MeanFigure>& mean = figure_of(summary.CellOf({task, policy, budget}));
      if (mean.has_value()) curve.samples.push_back({figure.labels[budget], *mean});
    }
  }
  return figure;
}

CurveFigure ErrorCurves(const Summary& summary, uint32_t task) {
  CurveFigure figure = CurvesOf(
      summary, task,
      [](const CellSummary& cell) -> const std::optional<MeanFigure>& { return cell.error; });
  figure.title = absl::StrCat("Error in points by labels, task ",
                              summary.plan.tasks(static_cast<int>(task)).task());
  figure.kind = AxisKind::kLogarithmic;
  for (const Curve& curve : figure.curves) {
    for (const CurveSample& sample : curve.samples) {
      if (!(sample.figure.value > 0)) figure.kind = AxisKind::kLinear;
    }
  }
  return figure;
}

CurveFigure MissedCurves(const Summary& summary, uint32_t task) {
  CurveFigure figure = CurvesOf(
      summary, task,
      [](const CellSummary& cell) -> const std::optional<MeanFigure>& { return cell.missed; });
  figure.title = absl::StrCat("Missed regressions per replicate by labels, task ",
                              summary.plan.tasks(static_cast<int>(task)).task());
  return figure;
}

// "UNDECIDED 17.7, 16.1, 11.0 of 18".
std::string UndecidedText(const Summary& summary, uint32_t task, uint32_t policy) {
  std::vector<std::string> numbers;
  for (uint32_t budget = 0; budget < Budgets(summary); ++budget)
    numbers.push_back(ValueText(summary.CellOf({task, policy, budget}).gate.undecided, 1));
  return absl::StrCat("UNDECIDED ", absl::StrJoin(numbers, ", "), " of ",
                      summary.CellOf({task, policy, 0}).slices);
}

void WriteBoth(const CurveFigure& error, const CurveFigure& missed, HtmlText& html) {
  html.Tag("<div class=\"pairs\">\n<figure><figcaption>Error in points");
  if (error.kind == AxisKind::kLogarithmic) html.Tag(", logarithmic");
  html.Tag("</figcaption>\n");
  WriteCurves(error, html);
  html.Tag("</figure>\n<figure><figcaption>Missed regressions per replicate</figcaption>\n");
  if (HasSamples(missed)) {
    WriteCurves(missed, html);
  } else {
    html.Tag("<p>No slice truly regresses: none can be missed.</p>");
  }
  html.Tag(
      "</figure>\n</div>\n<p class=\"small\">Thick with dots: release-evaluation; dashed with "
      "diamonds: random; their bands are 95 % intervals over the replicates. Thin: all others. "
      "How much each leaves UNDECIDED stands below its plot.</p>\n");
}

void WritePanels(const Summary& summary, uint32_t task, const CurveFigure& error, HtmlText& html) {
  html.Tag(
      "<h3>Error of each policy by itself</h3>\n<p class=\"small\">Solid: the policy with its "
      "95 % band; dashed: random. UNDECIDED: slices per replicate, by labels.</p>\n"
      "<div class=\"panels\">\n");
  for (uint32_t policy = 0; policy < Policies(summary); ++policy) {
    const Curve& curve = error.curves[policy];
    html.Tag("<figure><figcaption>").Text(curve.name).Tag("</figcaption>\n");
    WriteCurvePanel(error, curve, html);
    html.Tag("<div class=\"small\">").Text(UndecidedText(summary, task, policy));
    html.Tag("</div></figure>\n");
  }
  html.Tag("</div>\n");
}

// The shipped policy, or in its absence the first one that is not the reference.
std::optional<uint32_t> PolicyOfSlices(const Summary& summary) {
  const auto shipped = summary.PolicyNamed(kShippedPolicy);
  if (shipped.has_value()) return shipped;
  for (uint32_t policy = 0; policy < Policies(summary); ++policy) {
    if (summary.plan.policies(static_cast<int>(policy)) != kReferencePolicy) return policy;
  }
  return std::nullopt;
}

void WriteSlices(const Summary& summary, uint32_t task, HtmlText& html) {
  const auto shown = PolicyOfSlices(summary);
  if (!shown.has_value()) return;
  const uint32_t middle = Budgets(summary) / 2;
  const CellSummary& cell = summary.CellOf({task, *shown, middle});
  if (cell.replicates == 0) return;
  html.Tag("<h3>Slices under ").Text(summary.plan.policies(static_cast<int>(*shown)));
  html.Tag(" with ")
      .Text(CountText(summary.plan.budgets(static_cast<int>(middle))))
      .Tag(" labels</h3>\n<figure>");
  html.OpenScroll("Plot of the slices");
  WriteSlicePlot(summary, cell, html);
  html.Tag(
      "</div><figcaption>In points. Upright tick: the truth. Diamond: mean of the estimates of a "
      "slice that truly regresses; dot: of another. Line: 5 to 95 % of the estimates over the "
      "replicates. The dashed upright line is the regression budget. Wrong side: replicates "
      "whose estimate is on the other side of the budget than the truth.");
  if (cell.slices > kMostSlices) {
    html.Tag(" Shown are the ")
        .Text(CountText(kMostSlices))
        .Tag(" slices of the largest error of ");
    html.Text(CountText(cell.slices)).Tag(".");
  }
  html.Tag("</figcaption></figure>\n");
}

}  // namespace

void WriteTask(const Summary& summary, uint32_t task, HtmlText& html) {
  const v1::SimulatedTask& simulated = summary.plan.tasks(static_cast<int>(task));
  const CellSummary& first = summary.CellOf({task, 0, 0});
  html.Tag("<section class=\"task\" id=\"task-").Text(absl::StrCat(task + 1)).Tag("\"><h2>Task ");
  html.Text(simulated.task()).Tag("</h2>\n<p class=\"pair\">").Text(simulated.candidate_release());
  html.Tag(" against ").Text(simulated.baseline_release()).Tag(": ");
  html.Text(release::Counted(first.slices, "slice", "slices")).Tag(", of which ");
  html.Text(CountText(first.regressing)).Tag(" truly regress. ");
  html.Tag(simulated.generated().empty()
               ? release::Markup("Nothing was generated.")
               : release::Markup("Part of the data was <a href=\"#simulated\">generated</a>."));
  html.Tag("</p>\n");
  for (const std::string& policy : simulated.blind_policies())
    html.Tag("<p><strong>").Text(BlindText(policy)).Tag("</strong></p>\n");
  const CurveFigure error = ErrorCurves(summary, task);
  if (!HasSamples(error)) {
    html.Tag("<p>There are no draws.</p></section>\n");
    return;
  }
  WriteBoth(error, MissedCurves(summary, task), html);
  WritePanels(summary, task, error, html);
  WriteSlices(summary, task, html);
  html.Tag("</section>\n");
}

}  // namespace winnow::simulation
