// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/draw_index.h"

#include <algorithm>

namespace winnow::simulation {

DrawIndex::DrawIndex(const Results& results)
    : policies_(static_cast<std::size_t>(results.plan.policies_size())),
      budgets_(static_cast<std::size_t>(results.plan.budgets_size())),
      cells_(static_cast<std::size_t>(results.plan.tasks_size()) * policies_ * budgets_) {
  for (const v1::SimulationDraw& draw : results.draws)
    cells_[Position({draw.task(), draw.policy(), draw.budget()})].push_back(&draw);
  for (auto& cell : cells_) {
    std::sort(cell.begin(), cell.end(),
              [](const auto* a, const auto* b) { return a->replicate() < b->replicate(); });
  }
}

TaskTruth::TaskTruth(const v1::SimulationPlan& plan, uint32_t task)
    : budget_nano(plan.regression_budget_nano()),
      knows_near_duplicates(plan.tasks(static_cast<int>(task)).knows_near_duplicates()) {
  for (const v1::SimulatedSlice& slice : plan.tasks(static_cast<int>(task)).slices()) {
    change_nano.push_back(slice.change_nano());
    regressing += slice.change_nano() > budget_nano ? 1 : 0;
  }
}

std::optional<BudgetSide> TaskTruth::SettledSide(const v1::SimulationDraw& draw,
                                                 std::size_t slice) const {
  const auto at = static_cast<int>(slice);
  const int64_t half_width = draw.half_width_nano(at);
  if (half_width < 0) return std::nullopt;
  // Half widths have no upper limit: an end of the interval may be beyond 64 bits, this is not.
  const int64_t above = draw.change_nano(at) - budget_nano;
  if (above > half_width) return BudgetSide::kAbove;
  if (-above >= half_width) return BudgetSide::kWithin;
  return std::nullopt;
}

}  // namespace winnow::simulation
