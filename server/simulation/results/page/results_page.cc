// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/results_page.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/release/report/html_text.h"
#include "server/release/report/page_style.h"
#include "server/release/report/report_words.h"
#include "server/simulation/results/page/figure_section.h"
#include "server/simulation/results/page/headline.h"
#include "server/simulation/results/page/loss_section.h"
#include "server/simulation/results/page/need_section.h"
#include "server/simulation/results/page/plan_section.h"
#include "server/simulation/results/page/simulation_style.h"
#include "server/simulation/results/page/task_section.h"

namespace winnow::simulation {
namespace {

using release::HtmlText;

// Nothing may be loaded or run, whatever stood in a name: escaping is the first fence, this the
// other.
void WritePageHead(HtmlText& html) {
  html.Tag(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<title>Simulation of review policies</title>\n");
  release::WriteStyle(html);
  WriteSimulationStyle(html);
  html.Tag("</head>\n");
}

void WriteContents(const v1::SimulationPlan& plan, HtmlText& html) {
  html.Tag(
      "<nav aria-label=\"Contents\"><ul>\n<li><a href=\"#headline\">All tasks together</a></li>\n"
      "<li><a href=\"#simulated\">What was real and what was generated</a></li>\n"
      "<li><a href=\"#needs\">Labels that are needed</a></li>\n");
  for (int task = 0; task < plan.tasks_size(); ++task) {
    html.Tag("<li><a href=\"#task-").Text(absl::StrCat(task + 1)).Tag("\">Task ");
    html.Text(plan.tasks(task).task()).Tag("</a></li>\n");
  }
  html.Tag(
      "<li><a href=\"#losses\">Where each policy loses</a></li>\n"
      "<li><a href=\"#figures\">All figures</a></li>\n"
      "<li><a href=\"#method\">How the figures are made</a></li>\n</ul></nav>\n");
}

}  // namespace

std::string ResultsPage(const Results& results, const Summary& summary) {
  const v1::SimulationPlan& plan = summary.plan;
  HtmlText html;
  WritePageHead(html);
  html.Tag("<body><main>\n<h1>Simulation of review policies</h1>\n<p class=\"pair\">");
  html.Text(release::Counted(static_cast<uint64_t>(plan.tasks_size()), "task", "tasks")).Tag(", ");
  html.Text(release::Counted(static_cast<uint64_t>(plan.policies_size()), "policy", "policies"));
  html.Tag(", ")
      .Text(release::CountText(results.draws.size()))
      .Tag(" draws with known truth</p>\n");
  WriteBanner(summary, html);
  WriteContents(plan, html);
  WriteHeadlines(summary, html);
  WritePlan(plan, html);
  WriteNeeds(summary, html);
  for (uint32_t task = 0; task < static_cast<uint32_t>(plan.tasks_size()); ++task)
    WriteTask(summary, task, html);
  WriteLosses(results, summary, html);
  WriteFigures(summary, html);
  WriteMethod(html);
  html.Tag("</main></body></html>\n");
  return std::move(html).Take();
}

}  // namespace winnow::simulation
