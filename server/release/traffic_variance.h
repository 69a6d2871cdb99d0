// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_TRAFFIC_VARIANCE_H_
#define WINNOW_SERVER_RELEASE_TRAFFIC_VARIANCE_H_

#include <cstdint>

#include "absl/types/span.h"
#include "server/release/variance.h"

namespace winnow::release {

// What one speaker or call adds to the two totals of a change: predictions of its items in the
// frame plus M / pi times the residuals of its items in the sample.
struct ClusterEstimate {
  uint64_t cluster = 0;
  double difference = 0;
  double reference_words = 0;
  bool is_sampled = false;
};

// The variance of the total difference about the traffic that the frame is a sample of: clusters
// come as wholes, independent of each other, and future ones are others (selection.md S9.3
// TRAFFIC). With Z = difference - change x words of each of the G clusters of the frame, which add
// up to 0,
//   G / (G - 1) sum Z^2
// (the ultimate cluster estimator of Hansen, Hurwitz and Madow, Sample Survey Methods and Theory,
// 1953, for a ratio). There is no finite-population correction: the frame is a sample itself. What
// draws within a cluster add to its Z makes their variance part of this one. It is known with
// (sampled clusters - 1) degrees of freedom; with fewer than two sampled clusters it is unknown.
Variance TrafficVariance(absl::Span<const ClusterEstimate> clusters, double change);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_TRAFFIC_VARIANCE_H_
