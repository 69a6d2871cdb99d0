// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_DECISION_SAMPLE_NEED_H_
#define WINNOW_SERVER_RELEASE_DECISION_SAMPLE_NEED_H_

#include <cstdint>
#include <optional>

#include "server/release/change_estimate.h"

namespace winnow::release {

// What keeps a comparison from being decided.
enum class Binding {
  kNothing,        // it is decided
  kDraws,          // more labels of the same clusters are enough
  kClusters,       // only more speakers or calls help
  kMissingLabels,  // labels that were asked for and did not come
  kBudget,         // the estimate is at the budget, or as good as: no number of either decides
};

// Numbers that would decide, if the estimate stayed where it is. All are totals: what there is
// already is part of them.
struct SampleNeed {
  Binding binding = Binding::kNothing;
  // Random draws in the same clusters; none where no number of them decides. More than the frame
  // has items stands for all of them.
  std::optional<uint64_t> draws;
  // Sampled clusters, each with as many draws as now.
  std::optional<uint64_t> clusters;
};

// An end of an interval on its way past the budget.
struct Reach {
  double distance = 0;  // from the estimate to the budget
  double tail = 0;      // of the interval whose end must come closer than that
};

// The numbers that bring the half width of an interval about traffic below the distance.
//
// The variance about traffic V holds what draws inside the same clusters add, F, the variance about
// the frame, and what only more clusters shrink, V - F (none where F is the larger). With a times
// the draws in the same clusters it is V - F + F / a, with b times the clusters, each with as many
// draws, V / b with b times the degrees of freedom. This is an approximation:
// - V and F are taken for known, although both are estimates, V with few degrees of freedom;
// - more draws reach clusters without one so far, whose degrees of freedom are not counted;
// - F falls faster than 1 / a where most items of a frame are drawn: the number of draws is on the
//   high side there;
// - the share of missing labels stays as it is.
// An estimate wanders, so that the numbers decide about as often as not.
SampleNeed NeedOf(const ChangeEstimate& estimate, const Reach& reach);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_DECISION_SAMPLE_NEED_H_
