// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Where a policy does worse than another: by its point figures, however small the difference.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAGE_LOSS_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAGE_LOSS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "server/simulation/results/summary.h"

namespace winnow::simulation {

// A cell in which a policy is worse than the reference in one figure or more.
struct CellLoss {
  const CellSummary* policy;
  const CellSummary* reference;
  bool error = false;
  bool missed = false;
  bool false_blocks = false;
  bool undecided = false;
  // The interval of the error ratio is above 1; McNemar's test of missed regressions is below 0.05.
  bool error_is_sure = false;
  bool missed_is_sure = false;
};

// A slice whose mean error is larger than the reference's at the same number of labels.
struct SliceLoss {
  CellKey key;
  std::size_t slice;
  const SliceFigures* policy;
  const SliceFigures* reference;

  double Excess() const { return policy->error - reference->error; }
};

// All of a policy against the reference.
struct PolicyLosses {
  uint32_t policy = 0;
  uint64_t cells = 0;            // that both have
  std::vector<CellLoss> lost;    // by task and budget
  uint64_t slices = 0;           // that both have, of every number of labels
  std::vector<SliceLoss> worse;  // by excess, the largest first
};

// Of every policy but the reference, the shipped one first; empty where the plan has no reference.
// Keeps pointers to the summary.
std::vector<PolicyLosses> LossesOf(const Summary& summary);

// The policy, other than that of `but`, with the least error, or the fewest missed, in a cell's
// task and budget; the first of equals. Null where no other has such a figure.
const CellSummary* LeastError(const Summary& summary, const CellKey& but);
const CellSummary* FewestMissed(const Summary& summary, const CellKey& but);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAGE_LOSS_H_
