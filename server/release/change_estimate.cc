// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/change_estimate.h"

#include <algorithm>
#include <cmath>

#include "absl/status/status.h"
#include "server/release/student_t.h"

namespace winnow::release {
namespace {

Variance PerWord(const Variance& total, double words) {
  return {total.variance / words / words, total.degrees};
}

double TimesStandardError(const Variance& variance, double tail) {
  if (std::isinf(variance.variance)) return variance.variance;
  return StudentTQuantile(tail, variance.degrees) * std::sqrt(variance.variance);
}

}  // namespace

ChangeEstimate ChangeOf(const DomainTotals& totals) {
  const double words = totals.reference_words;
  ChangeEstimate estimate;
  estimate.change = totals.difference / words;
  estimate.reference_words = words;
  estimate.frame = PerWord(totals.frame, words);
  estimate.traffic = PerWord(TrafficVariance(totals.clusters, estimate.change), words);
  estimate.missing_widening = totals.missing_widening / words;
  estimate.zero = totals.zero;
  estimate.zero.reach /= words;
  estimate.zero.undrawn /= words;
  estimate.zero.untouched /= words;
  for (const ClusterEstimate& cluster : totals.clusters) {
    estimate.sampled_clusters += cluster.is_sampled ? 1 : 0;
    estimate.drawn_clusters += cluster.is_drawn ? 1 : 0;
  }
  estimate.counts = totals.counts;
  return estimate;
}

absl::StatusOr<Interval> IntervalOf(const ChangeEstimate& estimate, Scope scope, double tail) {
  if (!(tail > 0 && tail <= 0.5)) {
    return absl::InvalidArgumentError("the tail of an interval must be above 0 and at most 0.5");
  }
  const Variance& variance = scope == Scope::kFrame ? estimate.frame : estimate.traffic;
  const double half_width =
      std::max(TimesStandardError(variance, tail), ZeroBound(estimate.zero, tail)) +
      estimate.missing_widening;
  return Interval{estimate.change - half_width, estimate.change + half_width};
}

}  // namespace winnow::release
