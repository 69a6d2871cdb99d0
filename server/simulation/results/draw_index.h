// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// DrawIndex: the draws of Results by cell, and what is true of a task's slices.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_DRAW_INDEX_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_DRAW_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "server/simulation/results/results.h"

namespace winnow::simulation {

// Errors per unit in 1e-9 as points, that is errors per hundred units.
inline double PointsOf(double nano) { return nano / 1e7; }
inline double PointsOf(int64_t nano) { return PointsOf(static_cast<double>(nano)); }

// Indices into a plan.
struct CellKey {
  uint32_t task = 0;
  uint32_t policy = 0;
  uint32_t budget = 0;
};

using DrawList = absl::Span<const v1::SimulationDraw* const>;

// Immutable once made; safe to read from many threads. Keeps pointers to the results.
class DrawIndex {
 public:
  // The results are those of MergeResults or ParseRecords but for the order of their draws.
  explicit DrawIndex(const Results& results);

  // By replicate.
  DrawList Of(const CellKey& key) const { return cells_[Position(key)]; }

 private:
  std::size_t Position(const CellKey& key) const {
    return (static_cast<std::size_t>(key.task) * policies_ + key.policy) * budgets_ + key.budget;
  }

  std::size_t policies_;
  std::size_t budgets_;
  std::vector<std::vector<const v1::SimulationDraw*>> cells_;
};

// A side of the regression budget.
enum class BudgetSide { kWithin, kAbove };

// What is so, and what a change is measured by.
struct TaskTruth {
  TaskTruth(const v1::SimulationPlan& plan, uint32_t task);

  int64_t budget_nano;
  std::vector<int64_t> change_nano;  // by slice
  uint64_t regressing = 0;           // slices
  bool knows_near_duplicates;

  std::size_t slices() const { return change_nano.size(); }
  bool Regresses(std::size_t slice) const { return change_nano[slice] > budget_nano; }
  // By its estimate alone the slice is not above its budget.
  bool Passes(const v1::SimulationDraw& draw, std::size_t slice) const {
    return draw.change_nano(static_cast<int>(slice)) <= budget_nano;
  }
  // The side on which all of its 95 % interval about the pool lies; none where the budget is in it
  // or where there is no interval.
  std::optional<BudgetSide> SettledSide(const v1::SimulationDraw& draw, std::size_t slice) const;
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_DRAW_INDEX_H_
