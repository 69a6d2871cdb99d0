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
  // An outcome of one of its items is known; unusable audio has one, no errors of no words.
  bool is_sampled = false;
  // Sum of (M / pi)^2 b over its labelled items, b the most that a label could show: what the
  // variance of its difference goes with as far as it is known before the labels are, if each word
  // that may turn out an error is a coin of its own.
  double spread = 0;
  bool is_drawn = false;  // sampled, or it has drawn items whose outcome is not known so far
};

// The variance of the total difference about the traffic that the frame is a sample of: clusters
// come as wholes, independent of each other, and future ones are others (selection.md S9.3
// TRAFFIC). Of the clusters of the frame, with h the share of a cluster in all words and
// Z = difference - change x words, which add up to 0,
//   sum Z^2 / (1 - h)
// (the ultimate cluster estimator of Hansen, Hurwitz and Madow, Sample Survey Methods and Theory,
// 1953, for a ratio, with the correction of Bell and McCaffrey, Survey Methodology 28, 2002,
// 169-181: a cluster pulls the change towards itself, which makes its own Z too small). Of G
// equally large clusters it is G / (G - 1) sum Z^2. There is no finite-population correction: the
// frame is a sample itself. What draws within a cluster add to its Z makes their variance part of
// this one.
//
// Degrees of freedom are Satterthwaite's for this sum of squares if differences vary as `spread`
// says (the same paper, section 4), at most the sampled clusters less one: one speaker who has half
// of the words, or of the weight of the draws, leaves few. With fewer than two sampled clusters, or
// all words in one, the variance is unknown.
Variance TrafficVariance(absl::Span<const ClusterEstimate> clusters, double change);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_TRAFFIC_VARIANCE_H_
