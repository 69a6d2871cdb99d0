// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/loss_section.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/release/report/report_words.h"
#include "server/simulation/results/figure_text.h"
#include "server/simulation/results/page/loss.h"
#include "server/simulation/results/page/result_table.h"

namespace winnow::simulation {
namespace {

using release::CountText;
using release::HtmlText;

std::string OfText(uint64_t count, uint64_t of) {
  return absl::StrCat(CountText(count), " of ", CountText(of));
}

template <typename IsLost>
uint64_t CountLost(const PolicyLosses& losses, IsLost is_lost) {
  return static_cast<uint64_t>(std::count_if(losses.lost.begin(), losses.lost.end(), is_lost));
}

std::string PolicyName(const Summary& summary, const CellSummary& cell) {
  return summary.plan.policies(static_cast<int>(cell.key.policy));
}

// The task and the number of labels of a row.
void WritePlace(const Summary& summary, const CellKey& key, HtmlText& html) {
  html.RowHead(summary.plan.tasks(static_cast<int>(key.task)).task());
  html.Figure(CountText(summary.plan.budgets(static_cast<int>(key.budget))));
}

void WriteCounts(const Summary& summary, const std::vector<PolicyLosses>& all, HtmlText& html) {
  OpenTable(html,
            "Cells (task and number of labels) and slices in which a policy is worse than random",
            {{"Policy", false},
             {"More error"},
             {"beyond chance"},
             {"More missed"},
             {"beyond chance"},
             {"More false blocks"},
             {"More UNDECIDED"},
             {"Slices with more error"}});
  for (const PolicyLosses& losses : all) {
    OpenPolicyRow(html, summary.plan.policies(static_cast<int>(losses.policy)));
    const auto count = [&](auto is_lost) {
      html.Figure(OfText(CountLost(losses, is_lost), losses.cells));
    };
    count([](const CellLoss& loss) { return loss.error; });
    count([](const CellLoss& loss) { return loss.error_is_sure; });
    count([](const CellLoss& loss) { return loss.missed; });
    count([](const CellLoss& loss) { return loss.missed_is_sure; });
    count([](const CellLoss& loss) { return loss.false_blocks; });
    count([](const CellLoss& loss) { return loss.undecided; });
    html.Figure(OfText(losses.worse.size(), losses.slices)).Tag("</tr>\n");
  }
  CloseTable(html);
}

// "0.41 : 0.35", with a word where the first is worse.
void WriteAgainst(HtmlText& html, absl::string_view mine, absl::string_view theirs, bool is_worse) {
  const bool has_none = mine == kNothing && theirs == kNothing;
  html.Tag("<td class=\"figure\">").Text(has_none ? kNothing : absl::StrCat(mine, " : ", theirs));
  if (is_worse) html.Tag("<br><span class=\"word block\">worse</span>");
  html.Tag("</td>");
}

void WriteLoss(const Summary& summary, const CellLoss& loss, HtmlText& html) {
  const CellSummary& mine = *loss.policy;
  const CellSummary& theirs = *loss.reference;
  html.Tag("<tr>");
  WritePlace(summary, mine.key, html);
  WriteAgainst(html, ValueText(mine.error, 3), ValueText(theirs.error, 3), loss.error);
  const PairedFigures pairs = mine.against_reference.value_or(PairedFigures());
  WriteFigure(html, pairs.error_ratio, 2);
  WriteAgainst(html, ValueText(mine.missed, 2), ValueText(theirs.missed, 2), loss.missed);
  html.Figure(PValueText(pairs.missed_p_value));
  WriteAgainst(html, ValueText(mine.false_blocks, 2), ValueText(theirs.false_blocks, 2),
               loss.false_blocks);
  WriteAgainst(html, ValueText(mine.gate.undecided, 1),
               absl::StrCat(ValueText(theirs.gate.undecided, 1), " of ", mine.slices),
               loss.undecided);
  html.Tag("</tr>\n");
}

void WriteCells(const Summary& summary, const std::vector<PolicyLosses>& all, HtmlText& html) {
  const std::vector<TableColumn> columns = {{"Task", false},  {"Labels"},   {"Error"},
                                            {"Ratio"},        {"Missed"},   {"McNemar's p"},
                                            {"False blocks"}, {"UNDECIDED"}};
  OpenTable(html, "Each cell in which a policy is worse than random: policy : random", columns);
  for (const PolicyLosses& losses : all) {
    const std::string& name = summary.plan.policies(static_cast<int>(losses.policy));
    const std::string head = losses.lost.empty() ? absl::StrCat(name, ": in no cell") : name;
    WriteGroupRow(html, head, columns.size());
    for (const CellLoss& loss : losses.lost) WriteLoss(summary, loss, html);
  }
  CloseTable(html);
}

// A row where the shipped policy is not the best; false where it is.
bool WriteBest(const Summary& summary, const DrawIndex& index, const CellSummary& mine,
               HtmlText& html) {
  const CellSummary* error = LeastError(summary, mine.key);
  const CellSummary* missed = FewestMissed(summary, mine.key);
  const bool loses_error =
      error != nullptr && mine.error.has_value() && mine.error->value > error->error->value;
  const bool loses_missed =
      missed != nullptr && mine.missed.has_value() && mine.missed->value > missed->missed->value;
  if (!loses_error && !loses_missed) return false;
  html.Tag("<tr>");
  WritePlace(summary, mine.key, html);
  html.Figure(ValueText(mine.error, 3)).Figure(ValueText(mine.missed, 2));
  WriteUndecided(html, mine);
  if (loses_error) {
    const TaskTruth truth(summary.plan, mine.key.task);
    html.Cell(PolicyName(summary, *error)).Figure(ValueText(error->error, 3));
    WriteFigure(html, ComparePairs(index.Of(mine.key), index.Of(error->key), truth).error_ratio, 2);
    WriteUndecided(html, *error);
  } else {
    html.Cell("itself").Figure(ValueText(mine.error, 3)).Figure("").Figure("");
  }
  if (loses_missed) {
    html.Cell(PolicyName(summary, *missed)).Figure(ValueText(missed->missed, 2));
    WriteUndecided(html, *missed);
  } else {
    html.Cell(mine.missed.has_value() ? "itself" : kNothing);
    html.Figure(ValueText(mine.missed, 2)).Figure("");
  }
  html.Tag("</tr>\n");
  return true;
}

void WriteBestOthers(const Results& results, const Summary& summary, HtmlText& html) {
  const auto shipped = summary.PolicyNamed(kShippedPolicy);
  if (!shipped.has_value()) return;
  const DrawIndex index(results);
  html.Tag("<h3>release-evaluation against the best other policy</h3>\n");
  OpenTable(html, "Cells in which another policy has less error or fewer missed regressions",
            {{"Task", false},
             {"Labels"},
             {"Its error"},
             {"Its missed"},
             {"Its UNDECIDED"},
             {"Least error has", false},
             {"Error"},
             {"Its : that error"},
             {"UNDECIDED"},
             {"Fewest missed has", false},
             {"Missed"},
             {"UNDECIDED"}});
  uint64_t lost = 0;
  uint64_t cells = 0;
  for (const CellSummary& cell : summary.cells) {
    if (cell.key.policy != *shipped || cell.replicates == 0) continue;
    ++cells;
    lost += WriteBest(summary, index, cell, html) ? 1 : 0;
  }
  CloseTable(html);
  html.Tag("<p class=\"small\">That is in ").Text(OfText(lost, cells));
  html.Tag(" cells. An estimate on which the gate stays UNDECIDED lets no release through.</p>\n");
}

void WriteSliceLosses(const Summary& summary, const PolicyLosses& losses, HtmlText& html) {
  html.Tag("<h3>Slices on which release-evaluation errs more than random</h3>\n<p>");
  html.Text(OfText(losses.worse.size(), losses.slices));
  html.Tag(" pairs of a slice and a number of labels.");
  if (losses.worse.size() > kMostSliceLosses) {
    html.Tag(" Shown are the ").Text(CountText(kMostSliceLosses)).Tag(" with the largest excess.");
  }
  html.Tag("</p>\n");
  if (losses.worse.empty()) return;
  OpenTable(html, "Slices by excess of error, in points: release-evaluation : random",
            {{"Task", false},
             {"Labels"},
             {"Slice", false},
             {"Truth"},
             {"Error"},
             {"On the wrong side"},
             {"UNDECIDED"}});
  for (std::size_t i = 0; i < std::min(losses.worse.size(), kMostSliceLosses); ++i) {
    const SliceLoss& loss = losses.worse[i];
    const v1::SimulatedTask& task = summary.plan.tasks(static_cast<int>(loss.key.task));
    const double replicates = static_cast<double>(summary.CellOf(loss.key).replicates);
    const auto share = [replicates](uint64_t count) {
      return absl::StrFormat("%.0f %%", 100 * static_cast<double>(count) / replicates);
    };
    html.Tag("<tr>");
    WritePlace(summary, loss.key, html);
    html.Cell(task.slices(static_cast<int>(loss.slice)).slice());
    html.Figure(release::Points(loss.policy->truth / 100));
    html.Figure(
        absl::StrCat(FixedText(loss.policy->error, 3), " : ", FixedText(loss.reference->error, 3)));
    html.Figure(
        absl::StrCat(share(loss.policy->wrong_side), " : ", share(loss.reference->wrong_side)));
    html.Figure(
        absl::StrCat(share(loss.policy->undecided), " : ", share(loss.reference->undecided)));
    html.Tag("</tr>\n");
  }
  CloseTable(html);
}

}  // namespace

void WriteLosses(const Results& results, const Summary& summary, HtmlText& html) {
  html.Tag("<section id=\"losses\"><h2>Where each policy loses</h2>\n");
  const std::vector<PolicyLosses> all = LossesOf(summary);
  if (all.empty()) {
    html.Tag("<p>The plan has no policy random, or no other one: nothing is compared.</p>\n");
  } else {
    html.Tag(
        "<p>Worse is worse by the point figure, however little. Beyond chance: the 95 % interval "
        "of "
        "the ratio of errors is above 1, and McNemar&#39;s test of missed regressions is below "
        "0.05.</p>\n");
    WriteCounts(summary, all, html);
    WriteCells(summary, all, html);
  }
  WriteBestOthers(results, summary, html);
  const auto shipped = summary.PolicyNamed(kShippedPolicy);
  for (const PolicyLosses& losses : all) {
    if (shipped.has_value() && losses.policy == *shipped) WriteSliceLosses(summary, losses, html);
  }
  html.Tag("</section>\n");
}

}  // namespace winnow::simulation
