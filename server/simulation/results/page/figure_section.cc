// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/figure_section.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/release/report/report_words.h"
#include "server/simulation/results/figure_text.h"
#include "server/simulation/results/page/result_table.h"

namespace winnow::simulation {
namespace {

using release::HtmlText;

const std::vector<TableColumn>& Columns() {
  static const auto& columns =
      *new std::vector<TableColumn>{{"Policy", false},
                                    {"Error, points"},
                                    {"Error : random's"},
                                    {"UNDECIDED"},
                                    {"For want of speakers"},
                                    {"Settled, %"},
                                    {"Settled on the wrong side, %"},
                                    {"Missed"},
                                    {"Missed, %"},
                                    {"Missed : random's"},
                                    {"Missed by it alone : by random alone"},
                                    {"McNemar's p"},
                                    {"False blocks"},
                                    {"False blocks, %"},
                                    {"False blocks : random's"},
                                    {"Regressions blocked, %"},
                                    {"Blocks that are wrong, %"},
                                    {"Passes that are wrong, %"},
                                    {"Coverage, %"},
                                    {"Truth below : above, %"},
                                    {"Half width, points"},
                                    {"Labels"},
                                    {"Groups"},
                                    {"Near duplicates"},
                                    {"Largest weight"},
                                    {"Effective size"},
                                    {"Replicates"}};
  return columns;
}

void WriteMissed(const CellSummary& cell, const PairedFigures& pairs, HtmlText& html) {
  WriteFigure(html, cell.missed, 2);
  WriteFigure(html, cell.missed_share);
  WriteFigure(html, pairs.missed_ratio, 2);
  const bool is_compared = pairs.replicates > 0 && cell.regressing > 0;
  html.Figure(is_compared ? absl::StrCat(pairs.missed.first_only, " : ", pairs.missed.second_only)
                          : std::string(kNothing));
  html.Figure(PValueText(pairs.missed_p_value));
}

void WriteGate(const CellSummary& cell, const PairedFigures& pairs, HtmlText& html) {
  WriteFigure(html, cell.false_blocks, 2);
  WriteFigure(html, cell.false_block_share);
  WriteFigure(html, pairs.false_block_ratio, 2);
  WriteFigure(html, cell.gate.regressions_blocked);
  WriteFigure(html, cell.gate.wrong_blocks);
  WriteFigure(html, cell.gate.wrong_passes);
  WriteFigure(html, cell.coverage.inside);
  html.Figure(
      cell.coverage.inside.has_value()
          ? absl::StrCat(PercentText(cell.coverage.below), " : ", PercentText(cell.coverage.above))
          : std::string(kNothing));
}

void WriteCell(const Summary& summary, const CellSummary& cell, HtmlText& html) {
  const PairedFigures pairs = cell.against_reference.value_or(PairedFigures());
  OpenPolicyRow(html, summary.plan.policies(static_cast<int>(cell.key.policy)));
  WriteFigure(html, cell.error, 3);
  WriteFigure(html, pairs.error_ratio, 2);
  const std::string slices = absl::StrCat(" of ", cell.slices);
  WriteFigure(html,
              absl::StrCat(ValueText(cell.gate.undecided, 1), cell.gate.undecided ? slices : ""),
              BoundsText(cell.gate.undecided, 1));
  WriteFigure(html, cell.gate.undecided_for_clusters, 1);
  WriteFigure(html, cell.settled.share);
  WriteFigure(html, cell.settled.wrong);
  WriteMissed(cell, pairs, html);
  WriteGate(cell, pairs, html);
  html.Figure(FixedText(cell.coverage.half_width, 2)).Figure(FixedText(cell.drawn.labels, 0));
  html.Figure(FixedText(cell.drawn.groups, 1)).Figure(FixedText(cell.drawn.near_duplicates, 1));
  html.Figure(FixedText(cell.drawn.largest_weight, 1));
  html.Figure(FixedText(cell.drawn.effective_size, 1));
  html.Figure(release::CountText(cell.replicates)).Tag("</tr>\n");
}

}  // namespace

void WriteFigures(const Summary& summary, HtmlText& html) {
  const v1::SimulationPlan& plan = summary.plan;
  html.Tag(
      "<section id=\"figures\"><h2>All figures</h2>\n<p>Small below a figure: its 95 % "
      "interval. Missed, false blocks, UNDECIDED and those of them for want of speakers are slices "
      "per replicate. Settled is of all slices and replicates, on the wrong side of the "
      "settled.</p>\n");
  for (uint32_t task = 0; task < static_cast<uint32_t>(plan.tasks_size()); ++task) {
    OpenTable(html, absl::StrCat("Task ", plan.tasks(static_cast<int>(task)).task()), Columns());
    for (uint32_t budget = 0; budget < static_cast<uint32_t>(plan.budgets_size()); ++budget) {
      const std::string labels = release::CountText(plan.budgets(static_cast<int>(budget)));
      WriteGroupRow(html, absl::StrCat(labels, " labels"), Columns().size());
      for (uint32_t policy = 0; policy < static_cast<uint32_t>(plan.policies_size()); ++policy)
        WriteCell(summary, summary.CellOf({task, policy, budget}), html);
    }
    CloseTable(html);
  }
  html.Tag("</section>\n");
}

void WriteMethod(HtmlText& html) {
  html.Tag(
      "<section id=\"method\"><h2>How the figures are made</h2>\n<ul>\n"
      "<li>Error: mean over slices and replicates of |estimate - truth|, in errors per hundred "
      "units. A slice without labels is estimated as no change. Interval: Student&#39;s t over the "
      "means of the replicates (Student 1908).</li>\n"
      "<li>Ratios: of the means over the replicates that both policies have, below 1 is better; "
      "interval by the delta method on pairs of replicates (Cochran 1977).</li>\n"
      "<li>Shares: Wilson&#39;s score interval (Wilson 1927). McNemar&#39;s test: exact below 25 "
      "discordant pairs, else chi-square with Edwards&#39; correction (McNemar 1947, Edwards "
      "1948). "
      "Both take slices of one replicate for independent, which they are not quite: intervals may "
      "be "
      "too short and p too small.</li>\n"
      "<li>Coverage: of the slices and replicates with a 95 % interval about the pool, those whose "
      "interval has the truth in it. There is an interval from five random draws in a slice on. "
      "Policies without known probabilities are judged as if their labels had been drawn at random "
      "in each slice: intervals and verdicts of theirs are wrong where they were not.</li>\n"
      "<li>Settled: the 95 % interval about the pool is all on one side of the regression budget. "
      "Where all of a slice is labelled the interval has no width. Settled on the wrong side: of "
      "the settled, those whose truth is on the other side.</li>\n"
      "<li>For want of speakers: no number of labels of the same speakers, calls or sessions would "
      "decide; those of the pool without a label yet may.</li>\n"
      "<li>Effective size: (sum of weights)&sup2; / sum of squared weights (Kish 1965). Largest "
      "weight: of all replicates. Groups: speakers, calls or sessions with a label. Near "
      "duplicates: "
      "labels of an item of which a near duplicate has one; a hyphen where the data do not "
      "say.</li>\n"
      "<li>Intervals are about the seeds of the simulation. They do not say how another pool or "
      "another pair of releases would turn out.</li>\n</ul></section>\n");
}

}  // namespace winnow::simulation
