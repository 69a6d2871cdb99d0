// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_DOMAIN_TOTALS_H_
#define WINNOW_SERVER_RELEASE_DOMAIN_TOTALS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/release/frame_totals.h"
#include "server/release/greg.h"
#include "server/release/labelled_sample.h"
#include "server/release/traffic_variance.h"
#include "server/release/variance.h"
#include "server/release/zero_bound.h"

namespace winnow::release {

// What an estimate rests on, for reports.
struct SampleCounts {
  uint64_t random_draws = 0;  // m: pi < 1, whatever became of them
  uint64_t labelled = 0;
  uint64_t unusable = 0;
  uint64_t missing = 0;
  // Labels with |y| above the item's bound, as a failed audit of a known zero: the bound, and what
  // rests on it, is wrong.
  uint64_t beyond_bound = 0;
  uint64_t slices_without_items = 0;  // of the domain: nothing of theirs was drawn
};

// The two totals of a change over a domain, a set of slices, and how well they are known.
struct DomainTotals {
  double difference = 0;       // numerator: estimated errors more of the candidate release
  double reference_words = 0;  // denominator
  // About the frame: of difference - change x reference words, in which the errors of both totals
  // meet.
  Variance frame;
  std::vector<ClusterEstimate> clusters;  // by key; they add up to the two totals
  double missing_widening = 0;            // MissingLabelWidening
  ZeroDifference zero;
  SampleCounts counts;
};

// Estimates the totals of `slices` (selection.md S9.2).
//
// The difference is GREG: sum over the frame of y_hat + sum over the sample of M (y - y_hat) / pi
// (Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992, section 6.4), a missing
// label entering with y = 0. Never Hájek's ratio, which divides by the estimated number of items:
// it loses what probabilities in proportion to disagreement won.
//
// Reference words are the frame's incumbent words times the ratio r of reference to incumbent words
// in the domain's decided sample, each item with its weight M / pi: of an unlabelled item only the
// incumbent's words are known. That ratio is an estimate as well, so that the residual of an item
// that enters the variances is the one of the rate, (y - y_hat) - change (n - r w) (the same book,
// section 5.6); its first part alone makes intervals too short where the change is large.
//
// INVALID_ARGUMENT for a domain without slices, with one twice or with one that the frame does not
// have; a drawn item whose cluster the frame does not have; items that a label could show to differ
// but that had no chance to be drawn; columns that differ. FAILED_PRECONDITION if nothing of the
// domain was drawn, or the decided part of it has no words, so that there is no rate to estimate.
absl::StatusOr<DomainTotals> EstimateTotals(const FrameTotals& frame, const LabelledSample& sample,
                                            const Greg& greg, absl::Span<const uint32_t> slices);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_DOMAIN_TOTALS_H_
