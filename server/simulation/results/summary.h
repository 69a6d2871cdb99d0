// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Summary: every figure that is told about a simulation.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_SUMMARY_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_SUMMARY_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/simulation/results/cell_summary.h"
#include "server/simulation/results/power.h"
#include "server/simulation/results/results.h"

namespace winnow::simulation {

// The policy that all others are measured by, and the one that Winnow ships for releases.
inline constexpr absl::string_view kReferencePolicy = "random";
inline constexpr absl::string_view kShippedPolicy = "release-evaluation";

// Labels that a policy needs on a task.
struct PolicyNeed {
  uint32_t task = 0;
  uint32_t policy = 0;
  // For kPower of the (slice, replicate) pairs to be decided, PASS or BLOCK.
  LabelNeed decide;
  // For kPower of the pairs to be settled about the pool.
  LabelNeed settle;
  // For kPower of the pairs of a slice that regresses to be BLOCK.
  LabelNeed block;
  // For the error that the reference has with the most labels.
  LabelNeed match_reference;
};

struct Summary {
  v1::SimulationPlan plan;
  // Every cell of the plan, by task, policy and budget; without draws, too.
  std::vector<CellSummary> cells;
  // Every task and policy, by both.
  std::vector<PolicyNeed> needs;

  const CellSummary& CellOf(const CellKey& key) const;
  const PolicyNeed& NeedOf(uint32_t task, uint32_t policy) const;
  // Its index in the plan.
  std::optional<uint32_t> PolicyNamed(absl::string_view name) const;
};

// The results are those of MergeResults or ParseRecords; draws may lack, and their order does not
// matter. Pure.
Summary Summarize(const Results& results);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_SUMMARY_H_
