// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/need_section.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/release/report/report_words.h"
#include "server/simulation/results/figure_text.h"
#include "server/simulation/results/page/result_table.h"

namespace winnow::simulation {

void WriteNeeds(const Summary& summary, release::HtmlText& html) {
  const v1::SimulationPlan& plan = summary.plan;
  const auto most = static_cast<uint32_t>(plan.budgets_size()) - 1;
  const std::string all = release::CountText(plan.budgets(static_cast<int>(most)));
  const std::string target = absl::StrCat("Error of random at ", all);
  const std::string left = absl::StrCat("UNDECIDED at ", all);
  const std::string settled = absl::StrCat("Settled at ", all, ", %");
  const std::vector<TableColumn> columns = {{"Policy", false}, {left},
                                            {"80 % decided"},  {settled},
                                            {"80 % settled"},  {"80 % of regressions BLOCK"},
                                            {target}};
  html.Tag("<section id=\"needs\"><h2>Labels that are needed</h2>\n");
  html.Tag(
      "<p>For 80 % of all slices and replicates to be decided by the gate, for 80 % to be settled "
      "about the pool, for 80 % of those that truly regress to be blocked, and for the error that "
      "random has with the most labels. Read between two numbers of labels, linear in their "
      "logarithm; what was not reached is more than the largest. Of the slices that stay UNDECIDED "
      "for want of speakers, more labels of the same speakers, calls or sessions decide none; "
      "they can settle them.</p>\n");
  OpenTable(html, "Labels needed", columns);
  for (uint32_t task = 0; task < static_cast<uint32_t>(plan.tasks_size()); ++task) {
    WriteGroupRow(html, plan.tasks(static_cast<int>(task)).task(), columns.size());
    for (uint32_t policy = 0; policy < static_cast<uint32_t>(plan.policies_size()); ++policy) {
      const PolicyNeed& need = summary.NeedOf(task, policy);
      OpenPolicyRow(html, plan.policies(static_cast<int>(policy)));
      const CellSummary& last = summary.CellOf({task, policy, most});
      WriteUndecidedWithReason(html, last);
      html.Figure(NeedText(need.decide));
      WriteFigure(html, last.settled.share);
      html.Figure(NeedText(need.settle)).Figure(NeedText(need.block));
      html.Figure(NeedText(need.match_reference)).Tag("</tr>\n");
    }
  }
  CloseTable(html);
  html.Tag("</section>\n");
}

}  // namespace winnow::simulation
