// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/plan_section.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/release/report/report_words.h"
#include "server/simulation/results/draw_index.h"
#include "server/simulation/results/figure_text.h"
#include "server/simulation/results/page/result_table.h"
#include "server/simulation/results/task_notes.h"

namespace winnow::simulation {
namespace {

using release::CountText;
using release::HtmlText;

void WriteTerm(HtmlText& html, absl::string_view term, absl::string_view text) {
  html.Tag("<div><dt>").Text(term).Tag("</dt><dd>").Text(text).Tag("</dd></div>\n");
}

void WriteTerms(const v1::SimulationPlan& plan, HtmlText& html) {
  std::vector<std::string> budgets;
  for (const uint32_t budget : plan.budgets()) budgets.push_back(CountText(budget));
  html.Tag("<dl>\n");
  WriteTerm(html, "Labels per draw", absl::StrJoin(budgets, ", "));
  WriteTerm(html, "Draws per task, policy and number of labels", CountText(plan.replicates()));
  WriteTerm(html, "Seed", absl::StrCat(plan.seed()));
  WriteTerm(html, "Regression budget of a slice",
            absl::StrCat(release::Points(PointsOf(plan.regression_budget_nano()) / 100),
                         " points (errors per hundred units)"));
  html.Tag("</dl>\n<p>Policies: ").Text(absl::StrJoin(plan.policies(), ", ")).Tag(".</p>\n");
}

void WriteNotes(const v1::SimulatedTask& task, HtmlText& html) {
  html.Tag("<td class=\"long\">");
  if (task.generated().empty()) html.Tag("Nothing: all is as it was recorded.");
  for (const std::string& sentence : task.generated())
    html.Tag("<div>").Text(sentence).Tag("</div>");
  html.Tag("</td><td class=\"long\">");
  if (task.exclusions().empty()) html.Tag("Nothing.");
  for (const v1::SimulationExclusion& exclusion : task.exclusions()) {
    html.Tag("<div>").Text(ExclusionText(exclusion)).Tag("</div>");
  }
  html.Tag("</td><td class=\"long\">");
  if (task.missing_signals().empty()) html.Tag("Nothing.");
  for (const std::string& sentence : task.missing_signals())
    html.Tag("<div>").Text(sentence).Tag("</div>");
  html.Tag("</td>");
}

void WriteTask(const v1::SimulatedTask& task, const TaskTruth& truth, HtmlText& html) {
  uint64_t items = 0;
  for (const v1::SimulatedSlice& slice : task.slices()) items += slice.items();
  html.Tag("<tr>").RowHead(task.task()).Cell(task.source());
  html.Tag("<td>").Text(task.candidate_release()).Tag(" against ");
  html.Text(task.baseline_release()).Tag("<br><span class=\"small\">errors per ");
  html.Text(task.unit()).Tag("</span></td>");
  html.Figure(CountText(items)).Figure(CountText(truth.slices()));
  html.Figure(CountText(truth.regressing));
  WriteNotes(task, html);
  html.Tag("</tr>\n");
}

}  // namespace

void WritePlan(const v1::SimulationPlan& plan, HtmlText& html) {
  html.Tag("<section id=\"simulated\"><h2>What was real and what was generated</h2>\n");
  html.Tag(
      "<p>Each task is a pair of releases on candidates whose true outcome is known. Draws and "
      "estimates are simulated: the sampler, the estimates and the gate are those of the server. "
      "What of the data itself was made up stands under Generated.</p>\n");
  WriteTerms(plan, html);
  const std::vector<TableColumn> columns = {{"Task", false},
                                            {"Source", false},
                                            {"Releases", false},
                                            {"Candidates"},
                                            {"Slices"},
                                            {"Truly regress"},
                                            {"Generated", false},
                                            {"Takes no part", false},
                                            {"Signals that lack", false}};
  OpenTable(html, "Tasks", columns);
  for (int task = 0; task < plan.tasks_size(); ++task)
    WriteTask(plan.tasks(task), TaskTruth(plan, static_cast<uint32_t>(task)), html);
  CloseTable(html);
  html.Tag("</section>\n");
}

}  // namespace winnow::simulation
