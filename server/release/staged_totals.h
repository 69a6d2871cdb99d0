// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_STAGED_TOTALS_H_
#define WINNOW_SERVER_RELEASE_STAGED_TOTALS_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/release/domain_totals.h"
#include "server/release/frame_totals.h"
#include "server/release/labelled_sample.h"

namespace winnow::release {

// One of the samples of an evaluation that was extended (selection.md S9.1).
struct Stage {
  // Its part of the mean. To be fixed before the first label is seen, as by the planned numbers of
  // draws: weights that follow the labels bias the mean.
  double weight = 0;
  // T_k: EstimateTotals over the whole frame, in which what was labelled before enters with pi = 1
  // (and size 0) and the new draws with their probabilities among the rest.
  DomainTotals totals;
};

// The weighted mean of the T_k, weights scaled to add up to 1. Each T_k is unbiased whatever came
// before it, so that their errors are uncorrelated and the variance about the frame is the sum of
// weight^2 times variance (Des Raj, Journal of the American Statistical Association 51, 1956,
// 269-284, whose ordered estimator this is). Totals per cluster are averaged likewise, so that the
// variance about traffic follows from them as of one sample. Widenings are those of the mean.
//
// Where the last stage has all that could differ with certainty, as a census, and an earlier one
// has not, the last one stands alone: nothing is left that an earlier one could tell. That follows
// from what was drawn, never from a label, as weights have to.
//
// Stages are in their order and of the same domain and frame. Random draws are counted over all;
// other counts are those of the last stage, which has all items.
//
// INVALID_ARGUMENT without stages, for a weight that is not above 0 and at most 1e9, and for
// stages of different clusters.
absl::StatusOr<DomainTotals> CombineStages(absl::Span<const Stage> stages);

// Whether a stage drew from a domain at all, and at random from each of its slices where something
// that could differ was left to draw. Where it did not, its T_k is no unbiased estimate of the
// domain, and no part of the mean. Labels have no say in it.
bool DrewFromAll(const FrameTotals& frame, const LabelledSample& sample,
                 absl::Span<const uint32_t> slices);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_STAGED_TOTALS_H_
