// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SliceEstimator: labels of drawn candidates in, a change per slice out, by the estimates that the
// server's gate makes (server/release).
#ifndef WINNOW_SERVER_SIMULATION_TRIAL_SLICE_ESTIMATES_H_
#define WINNOW_SERVER_SIMULATION_TRIAL_SLICE_ESTIMATES_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/release/change_estimate.h"
#include "server/release/frame_totals.h"
#include "server/release/labelled_sample.h"
#include "server/simulation/pool/pool.h"
#include "server/simulation/trial/pool_frame.h"
#include "server/simulation/trial/strategy.h"

namespace winnow::simulation {

// A drawn candidate with what its label shows. Only drawn ones get here: an estimate cannot see the
// labels of others.
struct Labelled {
  DrawnItem drawn;
  release::Outcome outcome = release::Outcome::kLabelled;
  double difference = 0;       // 0 without a label
  double reference_units = 0;  // 0 without a label
};

// What an estimator rests on; outlives it.
struct EstimatorGround {
  const Pool& pool;
  const PoolFrame& frame;
  Estimation estimation = Estimation::kDesign;
};

// Immutable; safe from many threads.
class SliceEstimator {
 public:
  // INVALID_ARGUMENT for numbers that no estimate can be made of.
  static absl::StatusOr<SliceEstimator> Make(const EstimatorGround& ground);

  // The change of each slice of the pool; none where nothing can be estimated.
  // Under kPlain every label of a slice stands for the same share of the incumbent's units, so that
  // the estimate is the quotient of the labelled sums, and there is no model.
  absl::StatusOr<std::vector<std::optional<release::ChangeEstimate>>> Estimate(
      absl::Span<const Labelled> labelled) const;

  // The weights of drawn items in the estimates, in their order.
  std::vector<double> Weights(absl::Span<const Labelled> labelled) const;

 private:
  SliceEstimator(const EstimatorGround& ground, release::FrameTotals totals)
      : ground_(ground), totals_(std::move(totals)) {}

  release::FrameItem ItemOf(uint32_t item) const;
  std::vector<double> Probabilities(absl::Span<const Labelled> labelled) const;
  absl::StatusOr<release::FrameTotals> TotalsWithout(absl::Span<const uint32_t> certain) const;

  const EstimatorGround ground_;
  release::FrameTotals totals_;  // where nothing is drawn with certainty
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_TRIAL_SLICE_ESTIMATES_H_
