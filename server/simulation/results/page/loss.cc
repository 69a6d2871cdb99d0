// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/loss.h"

#include <algorithm>
#include <optional>

namespace winnow::simulation {
namespace {

constexpr double kSignificance = 0.05;

bool IsMore(const std::optional<MeanFigure>& a, const std::optional<MeanFigure>& b) {
  return a.has_value() && b.has_value() && a->value > b->value;
}

CellLoss LossIn(const CellSummary& policy, const CellSummary& reference) {
  CellLoss loss{&policy, &reference};
  loss.error = IsMore(policy.error, reference.error);
  loss.missed = IsMore(policy.missed, reference.missed);
  loss.false_blocks = IsMore(policy.false_blocks, reference.false_blocks);
  loss.undecided = IsMore(policy.gate.undecided, reference.gate.undecided);
  const PairedFigures pairs = policy.against_reference.value_or(PairedFigures());
  const auto& ratio = pairs.error_ratio;
  loss.error_is_sure =
      loss.error && ratio.has_value() && ratio->bounds.has_value() && ratio->bounds->low > 1;
  loss.missed_is_sure = loss.missed && pairs.missed.first_only > pairs.missed.second_only &&
                        pairs.missed_p_value.value_or(1) < kSignificance;
  return loss;
}

void AddCell(const CellSummary& policy, const CellSummary& reference, PolicyLosses& losses) {
  if (policy.replicates == 0 || reference.replicates == 0) return;
  ++losses.cells;
  const CellLoss loss = LossIn(policy, reference);
  if (loss.error || loss.missed || loss.false_blocks || loss.undecided) losses.lost.push_back(loss);
  losses.slices += policy.by_slice.size();
  for (std::size_t i = 0; i < policy.by_slice.size(); ++i) {
    const SliceLoss slice{policy.key, i, &policy.by_slice[i], &reference.by_slice[i]};
    if (slice.Excess() > 0) losses.worse.push_back(slice);
  }
}

// The cell with the least of a figure among the other policies.
template <typename FigureOf>
const CellSummary* LeastOf(const Summary& summary, const CellKey& but, FigureOf figure_of) {
  const CellSummary* least = nullptr;
  for (uint32_t policy = 0; policy < static_cast<uint32_t>(summary.plan.policies_size());
       ++policy) {
    const CellSummary& cell = summary.CellOf({but.task, policy, but.budget});
    if (policy == but.policy || !figure_of(cell).has_value()) continue;
    if (least == nullptr || IsMore(figure_of(*least), figure_of(cell))) least = &cell;
  }
  return least;
}

}  // namespace

std::vector<PolicyLosses> LossesOf(const Summary& summary) {
  std::vector<PolicyLosses> all;
  const auto reference = summary.PolicyNamed(kReferencePolicy);
  if (!reference.has_value()) return all;
  for (uint32_t policy = 0; policy < static_cast<uint32_t>(summary.plan.policies_size());
       ++policy) {
    if (policy == *reference) continue;
    PolicyLosses& losses = all.emplace_back();
    losses.policy = policy;
    for (uint32_t task = 0; task < static_cast<uint32_t>(summary.plan.tasks_size()); ++task) {
      for (uint32_t budget = 0; budget < static_cast<uint32_t>(summary.plan.budgets_size());
           ++budget) {
        AddCell(summary.CellOf({task, policy, budget}), summary.CellOf({task, *reference, budget}),
                losses);
      }
    }
    std::stable_sort(
        losses.worse.begin(), losses.worse.end(),
        [](const SliceLoss& a, const SliceLoss& b) { return a.Excess() > b.Excess(); });
  }
  // Losses of the shipped policy stand before those of the others.
  const auto shipped = summary.PolicyNamed(kShippedPolicy);
  std::stable_partition(all.begin(), all.end(), [&](const PolicyLosses& losses) {
    return shipped.has_value() && losses.policy == *shipped;
  });
  return all;
}

const CellSummary* LeastError(const Summary& summary, const CellKey& but) {
  return LeastOf(summary, but, [](const CellSummary& cell) { return cell.error; });
}

const CellSummary* FewestMissed(const Summary& summary, const CellKey& but) {
  return LeastOf(summary, but, [](const CellSummary& cell) { return cell.missed; });
}

}  // namespace winnow::simulation
