// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/text_table.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/release/report/report_words.h"
#include "server/simulation/results/figure_text.h"
#include "server/simulation/results/task_notes.h"

namespace winnow::simulation {
namespace {

using release::CountText;

// "0.41 (0.38-0.44)".
std::string RatioText(const std::optional<MeanFigure>& ratio) {
  if (!ratio.has_value()) return std::string(kNothing);
  if (!ratio->bounds.has_value()) return FixedText(ratio->value, 2);
  return absl::StrFormat("%.2f (%.2f-%.2f)", ratio->value, ratio->bounds->low, ratio->bounds->high);
}

// "26.4 of 32".
std::string UndecidedOf(const CellSummary& cell) {
  if (!cell.gate.undecided.has_value()) return std::string(kNothing);
  return absl::StrFormat("%.1f of %d", cell.gate.undecided->value, cell.slices);
}

std::string PolicyText(const v1::SimulationPlan& plan, uint32_t task, uint32_t policy) {
  const std::string& name = plan.policies(static_cast<int>(policy));
  const bool is_blind = IsBlind(plan.tasks(static_cast<int>(task)), name);
  return is_blind ? absl::StrCat(name, kBlindMark) : name;
}

std::size_t NameWidth(const v1::SimulationPlan& plan, uint32_t task) {
  std::size_t width = 6;
  for (uint32_t policy = 0; policy < static_cast<uint32_t>(plan.policies_size()); ++policy)
    width = std::max(width, PolicyText(plan, task, policy).size());
  return width;
}

void WriteHead(const v1::SimulationPlan& plan, std::string& out) {
  absl::StrAppend(&out, "Simulation of seed ", plan.seed(), ": ", plan.replicates(),
                  " replicates, regression budget ",
                  FixedText(PointsOf(plan.regression_budget_nano()), 2),
                  " points.\nError: mean of |estimate - truth| over slices and replicates, in "
                  "points. x: ratio to random (95 % interval).\nMissed, false blocks, UNDECIDED: "
                  "slices per replicate; speakers: of the UNDECIDED, those that no number of\n"
                  "labels of the same speakers, calls or sessions would decide. settled: 95 % "
                  "interval about the pool on one\nside of the budget. -: nothing can be said.\n");
}

void WriteTaskHead(const v1::SimulatedTask& task, const CellSummary& cell, std::string& out) {
  absl::StrAppend(&out, "\n", task.task(), ": ", task.candidate_release(), " against ",
                  task.baseline_release(), ", ", CountText(cell.slices), " slices, ",
                  CountText(cell.regressing), " truly regress\n");
  absl::StrAppend(&out, TaskNotesText(task));
}

void WriteRow(const Summary& summary, const CellSummary& cell, std::size_t width,
              std::string& out) {
  const PairedFigures pairs = cell.against_reference.value_or(PairedFigures());
  absl::StrAppendFormat(
      &out, "    %-*s %7s %17s %7s %17s %8s %12s %8s %9s %6s\n", static_cast<int>(width),
      PolicyText(summary.plan, cell.key.task, cell.key.policy), ValueText(cell.error, 3),
      RatioText(pairs.error_ratio), ValueText(cell.missed, 2), RatioText(pairs.missed_ratio),
      ValueText(cell.false_blocks, 2), UndecidedOf(cell),
      ValueText(cell.gate.undecided_for_clusters, 1), PercentText(cell.settled.share),
      PercentText(cell.coverage.inside));
}

void WriteBudget(const Summary& summary, uint32_t task, uint32_t budget, std::string& out) {
  const std::size_t width = NameWidth(summary.plan, task);
  absl::StrAppend(&out, "  ", CountText(summary.plan.budgets(static_cast<int>(budget))),
                  " labels\n");
  absl::StrAppendFormat(&out, "    %-*s %7s %17s %7s %17s %8s %12s %8s %9s %6s\n",
                        static_cast<int>(width), "policy", "error", "x", "missed", "x", "false b.",
                        "UNDECIDED", "speakers", "settled %", "cov. %");
  for (uint32_t policy = 0; policy < static_cast<uint32_t>(summary.plan.policies_size()); ++policy)
    WriteRow(summary, summary.CellOf({task, policy, budget}), width, out);
}

// Why the gate stays undecided is said where no number of labels was enough for it.
void WriteNeed(const Summary& summary, const PolicyNeed& need, std::size_t width,
               std::string& out) {
  const auto most = static_cast<uint32_t>(summary.plan.budgets_size()) - 1;
  const CellSummary& last = summary.CellOf({need.task, need.policy, most});
  const bool is_short = need.decide.kind == NeedKind::kMoreThan;
  absl::StrAppendFormat(&out, "    %-*s %15s %18s %8s %15s %19s %24s\n", static_cast<int>(width),
                        PolicyText(summary.plan, need.task, need.policy), NeedText(need.decide),
                        is_short ? UndecidedOf(last) : std::string(),
                        is_short ? ValueText(last.gate.undecided_for_clusters, 1) : std::string(),
                        NeedText(need.settle), NeedText(need.block),
                        NeedText(need.match_reference));
}

void WriteNeeds(const Summary& summary, uint32_t task, std::string& out) {
  const std::size_t width = NameWidth(summary.plan, task);
  const uint32_t most = summary.plan.budgets(summary.plan.budgets_size() - 1);
  const std::string target = absl::StrCat("error of random at ", CountText(most));
  const std::string left = absl::StrCat("UNDECIDED at ", CountText(most));
  absl::StrAppend(&out, "  labels needed for\n");
  absl::StrAppendFormat(&out, "    %-*s %15s %18s %8s %15s %19s %24s\n", static_cast<int>(width),
                        "policy", "80 % decided", left, "speakers", "80 % settled",
                        "80 % of regr. BLOCK", target);
  for (uint32_t policy = 0; policy < static_cast<uint32_t>(summary.plan.policies_size()); ++policy)
    WriteNeed(summary, summary.NeedOf(task, policy), width, out);
}

}  // namespace

std::string TextTable(const Summary& summary) {
  const v1::SimulationPlan& plan = summary.plan;
  std::string out;
  WriteHead(plan, out);
  for (uint32_t task = 0; task < static_cast<uint32_t>(plan.tasks_size()); ++task) {
    WriteTaskHead(plan.tasks(static_cast<int>(task)), summary.CellOf({task, 0, 0}), out);
    for (uint32_t budget = 0; budget < static_cast<uint32_t>(plan.budgets_size()); ++budget)
      WriteBudget(summary, task, budget, out);
    WriteNeeds(summary, task, out);
  }
  return out;
}

}  // namespace winnow::simulation
