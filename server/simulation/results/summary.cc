// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/summary.h"

#include <cstddef>

namespace winnow::simulation {
namespace {

uint32_t CountOf(int size) { return static_cast<uint32_t>(size); }

// The curve over the budgets of a figure that is there. `figure_of` gives an optional double.
template <typename FigureOf>
std::vector<CurvePoint> CurveOf(const Summary& summary, const PolicyNeed& need,
                                FigureOf figure_of) {
  std::vector<CurvePoint> curve;
  for (uint32_t budget = 0; budget < CountOf(summary.plan.budgets_size()); ++budget) {
    const CellSummary& cell = summary.CellOf({need.task, need.policy, budget});
    const std::optional<double> figure = figure_of(cell);
    if (!figure.has_value()) continue;
    CurvePoint& point = curve.emplace_back();
    point.labels = static_cast<double>(summary.plan.budgets(static_cast<int>(budget)));
    point.value = *figure;
  }
  return curve;
}

std::optional<double> DecidedShare(const CellSummary& cell) {
  if (!cell.gate.undecided_share.has_value()) return std::nullopt;
  const ShareFigure& share = *cell.gate.undecided_share;
  // Not 1 - share: 8 of 10 must be 80 %.
  return static_cast<double>(share.of - share.count) / static_cast<double>(share.of);
}

std::optional<double> SettledShare(const CellSummary& cell) {
  if (!cell.settled.share.has_value()) return std::nullopt;
  return cell.settled.share->value();
}

std::optional<double> BlockedShare(const CellSummary& cell) {
  if (!cell.gate.regressions_blocked.has_value()) return std::nullopt;
  return cell.gate.regressions_blocked->value();
}

std::optional<double> ErrorOf(const CellSummary& cell) {
  if (!cell.error.has_value()) return std::nullopt;
  return cell.error->value;
}

PolicyNeed NeedFor(const Summary& summary, uint32_t task, uint32_t policy) {
  PolicyNeed need;
  need.task = task;
  need.policy = policy;
  need.decide = LabelsToReach(CurveOf(summary, need, DecidedShare), kPower);
  need.settle = LabelsToReach(CurveOf(summary, need, SettledShare), kPower);
  need.block = LabelsToReach(CurveOf(summary, need, BlockedShare), kPower);
  const auto reference = summary.PolicyNamed(kReferencePolicy);
  if (!reference.has_value()) return need;
  const uint32_t most = CountOf(summary.plan.budgets_size()) - 1;
  const auto target = ErrorOf(summary.CellOf({task, *reference, most}));
  if (target.has_value())
    need.match_reference = LabelsToFallTo(CurveOf(summary, need, ErrorOf), *target);
  return need;
}

}  // namespace

const CellSummary& Summary::CellOf(const CellKey& key) const {
  const auto policies = static_cast<std::size_t>(plan.policies_size());
  const auto budgets = static_cast<std::size_t>(plan.budgets_size());
  return cells[(key.task * policies + key.policy) * budgets + key.budget];
}

const PolicyNeed& Summary::NeedOf(uint32_t task, uint32_t policy) const {
  return needs[static_cast<std::size_t>(task) * CountOf(plan.policies_size()) + policy];
}

std::optional<uint32_t> Summary::PolicyNamed(absl::string_view name) const {
  for (int i = 0; i < plan.policies_size(); ++i) {
    if (plan.policies(i) == name) return CountOf(i);
  }
  return std::nullopt;
}

Summary Summarize(const Results& results) {
  Summary summary;
  summary.plan = results.plan;
  const DrawIndex index(results);
  const uint32_t policies = CountOf(results.plan.policies_size());
  const uint32_t budgets = CountOf(results.plan.budgets_size());
  const auto reference = summary.PolicyNamed(kReferencePolicy);
  for (uint32_t task = 0; task < CountOf(results.plan.tasks_size()); ++task) {
    const TaskTruth truth(results.plan, task);
    for (uint32_t policy = 0; policy < policies; ++policy) {
      for (uint32_t budget = 0; budget < budgets; ++budget) {
        const CellKey key{task, policy, budget};
        CellSummary& cell = summary.cells.emplace_back(SummarizeCell(key, index.Of(key), truth));
        if (!reference.has_value() || policy == *reference) continue;
        cell.against_reference =
            ComparePairs(index.Of(key), index.Of({task, *reference, budget}), truth);
      }
    }
  }
  for (uint32_t task = 0; task < CountOf(results.plan.tasks_size()); ++task) {
    for (uint32_t policy = 0; policy < policies; ++policy)
      summary.needs.push_back(NeedFor(summary, task, policy));
  }
  return summary;
}

}  // namespace winnow::simulation
