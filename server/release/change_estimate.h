// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_CHANGE_ESTIMATE_H_
#define WINNOW_SERVER_RELEASE_CHANGE_ESTIMATE_H_

#include "absl/status/statusor.h"
#include "server/release/domain_totals.h"
#include "server/release/variance.h"
#include "server/release/zero_bound.h"

namespace winnow::release {

// The two tails of a 95 % interval.
inline constexpr double kTail = 0.025;

struct Interval {
  double lower = 0;
  double upper = 0;
};

// By how much a candidate release makes more errors per reference word than the incumbent, over a
// domain. All numbers are in errors per word; below 0 is better.
struct ChangeEstimate {
  double change = 0;
  double reference_words = 0;  // that the frame has
  Variance frame;              // about this frame
  Variance traffic;            // about future traffic
  double missing_widening = 0;
  ZeroDifference zero;  // its reaches are per word
  uint64_t sampled_clusters = 0;
  uint64_t drawn_clusters = 0;  // with those that have no outcome so far
  SampleCounts counts;
};

ChangeEstimate ChangeOf(const DomainTotals& totals);

// Which question an interval answers.
enum class Scope {
  kFrame,    // the change over the very items of the frame
  kTraffic,  // the change over the traffic that the frame stands for: what a gate needs
};

// The interval that the change is below, and above, with a probability of `tail` each
// (selection.md S9.3, S9.4): t quantile times standard error, at least the ZeroBound, and both ends
// moved out by what missing labels could do. Both ends are infinite where too few draws (2) or
// sampled clusters (2) leave the variance unknown. INVALID_ARGUMENT for a tail that is not above 0
// and at most 0.5.
absl::StatusOr<Interval> IntervalOf(const ChangeEstimate& estimate, Scope scope, double tail);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_CHANGE_ESTIMATE_H_
