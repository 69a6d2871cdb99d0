// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/cells_json.h"

#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/release/report/json_text.h"
#include "server/simulation/results/task_notes.h"

namespace winnow::simulation {
namespace {

using release::JsonText;

// JsonText writes it as null.
constexpr double kNull = std::numeric_limits<double>::quiet_NaN();

void WriteReal(absl::string_view name, std::optional<double> value, JsonText& json) {
  json.Real(name, value.value_or(kNull));
}

void WriteBounds(absl::string_view name, const std::optional<Bounds>& bounds, JsonText& json) {
  json.Real(absl::StrCat(name, "_low"), bounds.has_value() ? bounds->low : kNull);
  json.Real(absl::StrCat(name, "_high"), bounds.has_value() ? bounds->high : kNull);
}

void WriteValue(absl::string_view name, const std::optional<MeanFigure>& figure, JsonText& json) {
  json.Real(name, figure.has_value() ? figure->value : kNull);
}

void WriteMeanBounds(absl::string_view name, const std::optional<MeanFigure>& figure,
                     JsonText& json) {
  WriteBounds(name, figure.has_value() ? figure->bounds : std::nullopt, json);
}

void WriteMean(absl::string_view name, const std::optional<MeanFigure>& figure, JsonText& json) {
  WriteValue(name, figure, json);
  WriteMeanBounds(name, figure, json);
}

void WriteShare(absl::string_view name, const std::optional<ShareFigure>& share, JsonText& json) {
  json.Real(name, share.has_value() ? share->value() : kNull);
  WriteBounds(name, share.has_value() ? std::optional(share->bounds()) : std::nullopt, json);
}

double Percent(const std::optional<ShareFigure>& share) {
  return share.has_value() ? 100 * share->value() : kNull;
}

void WriteTask(const v1::SimulatedTask& task, int64_t budget_nano, JsonText& json) {
  json.Open('{').String("task", task.task()).String("source", task.source());
  json.String("baseline_release", task.baseline_release());
  json.String("candidate_release", task.candidate_release()).String("unit", task.unit());
  WriteTaskNotes(task, json);
  json.Open("slices", '[');
  for (const v1::SimulatedSlice& slice : task.slices()) {
    json.Open('{').String("slice", slice.slice()).Count("items", slice.items());
    json.Count("clusters", slice.clusters()).Real("change_pt", PointsOf(slice.change_nano()));
    json.Bool("regresses", slice.change_nano() > budget_nano).Close('}');
  }
  json.Close(']').Close('}');
}

void WritePlan(const v1::SimulationPlan& plan, JsonText& json) {
  json.Count("seed", plan.seed()).Count("replicates", plan.replicates());
  json.Real("regression_budget_pt", PointsOf(plan.regression_budget_nano()));
  json.Open("policies", '[');
  for (const std::string& policy : plan.policies()) json.Element(policy);
  json.Close(']').Open("budgets", '[');
  for (const uint32_t budget : plan.budgets()) json.Number(budget);
  json.Close(']').Open("tasks", '[');
  for (const v1::SimulatedTask& task : plan.tasks())
    WriteTask(task, plan.regression_budget_nano(), json);
  json.Close(']');
}

// The members that readers count on, in their order.
void WriteFirstFigures(const CellSummary& cell, JsonText& json) {
  json.Count("replicates", cell.replicates).Count("slices", cell.slices);
  WriteValue("mae_pt", cell.error, json);
  WriteValue("missed", cell.missed, json);
  WriteValue("false_blocks", cell.false_blocks, json);
  WriteValue("undecided", cell.gate.undecided, json);
  json.Real("coverage_pct", Percent(cell.coverage.inside));
  WriteReal("groups", cell.drawn.groups, json);
  WriteReal("n_eff", cell.drawn.effective_size, json);
}

void WriteFurtherFigures(const CellSummary& cell, JsonText& json) {
  json.Count("regressing_slices", cell.regressing);
  WriteMeanBounds("mae_pt", cell.error, json);
  WriteMeanBounds("missed", cell.missed, json);
  WriteShare("missed_share", cell.missed_share, json);
  WriteMeanBounds("false_blocks", cell.false_blocks, json);
  WriteShare("false_block_share", cell.false_block_share, json);
  WriteMeanBounds("undecided", cell.gate.undecided, json);
  WriteShare("undecided_share", cell.gate.undecided_share, json);
  WriteShare("regressions_blocked_share", cell.gate.regressions_blocked, json);
  WriteShare("wrong_block_share", cell.gate.wrong_blocks, json);
  WriteShare("wrong_pass_share", cell.gate.wrong_passes, json);
  json.Real("coverage_below_pct", Percent(cell.coverage.below));
  json.Real("coverage_above_pct", Percent(cell.coverage.above));
  WriteReal("half_width_pt", cell.coverage.half_width, json);
  WriteReal("labels", cell.drawn.labels, json);
  WriteReal("near_duplicates", cell.drawn.near_duplicates, json);
  WriteReal("largest_weight", cell.drawn.largest_weight, json);
}

void WriteRatios(const CellSummary& cell, JsonText& json) {
  const PairedFigures pairs = cell.against_reference.value_or(PairedFigures());
  WriteMean("mae_ratio", pairs.error_ratio, json);
  WriteMean("missed_ratio", pairs.missed_ratio, json);
  WriteMean("false_blocks_ratio", pairs.false_block_ratio, json);
  const bool is_compared = pairs.replicates > 0 && cell.regressing > 0;
  json.Real("missed_by_policy_only",
            is_compared ? static_cast<double>(pairs.missed.first_only) : kNull);
  json.Real("missed_by_random_only",
            is_compared ? static_cast<double>(pairs.missed.second_only) : kNull);
  WriteReal("mcnemar_p", pairs.missed_p_value, json);
}

void WriteSettled(const CellSummary& cell, JsonText& json) {
  WriteMean("undecided_for_clusters", cell.gate.undecided_for_clusters, json);
  WriteShare("settled_share", cell.settled.share, json);
  WriteShare("settled_wrong_share", cell.settled.wrong, json);
}

absl::string_view KindWord(NeedKind kind) {
  switch (kind) {
    case NeedKind::kUnknown:
      break;
    case NeedKind::kAtMost:
      return "at_most";
    case NeedKind::kLabels:
      return "labels";
    case NeedKind::kMoreThan:
      return "more_than";
  }
  return "unknown";
}

void WriteNeed(absl::string_view name, const LabelNeed& need, JsonText& json) {
  json.Open(name, '{').String("kind", KindWord(need.kind));
  json.Real("labels", need.kind == NeedKind::kUnknown ? kNull : need.labels).Close('}');
}

}  // namespace

std::string CellsJson(const Summary& summary) {
  const v1::SimulationPlan& plan = summary.plan;
  JsonText json;
  json.Open('{');
  WritePlan(plan, json);
  json.Open("cells", '[');
  for (const CellSummary& cell : summary.cells) {
    json.Open('{').String("task", plan.tasks(static_cast<int>(cell.key.task)).task());
    json.String("policy", plan.policies(static_cast<int>(cell.key.policy)));
    json.Count("budget", plan.budgets(static_cast<int>(cell.key.budget)));
    WriteFirstFigures(cell, json);
    WriteFurtherFigures(cell, json);
    WriteRatios(cell, json);
    WriteSettled(cell, json);
    json.Close('}');
  }
  json.Close(']').Open("needs", '[');
  for (const PolicyNeed& need : summary.needs) {
    json.Open('{').String("task", plan.tasks(static_cast<int>(need.task)).task());
    json.String("policy", plan.policies(static_cast<int>(need.policy)));
    WriteNeed("labels_to_decide", need.decide, json);
    WriteNeed("labels_to_block", need.block, json);
    WriteNeed("labels_to_match_random", need.match_reference, json);
    WriteNeed("labels_to_settle", need.settle, json);
    json.Close('}');
  }
  json.Close(']').Close('}');
  return std::move(json).Take() + "\n";
}

}  // namespace winnow::simulation
