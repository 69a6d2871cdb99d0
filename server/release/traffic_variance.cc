// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/traffic_variance.h"

#include <algorithm>

namespace winnow::release {
namespace {

// A share of the words above it is all of them.
constexpr double kWhole = 1 - 1e-9;

struct ClusterSum {
  uint64_t sampled = 0;
  double words = 0;
  double spread = 0;
};

ClusterSum SumOf(absl::Span<const ClusterEstimate> clusters) {
  ClusterSum sum;
  for (const ClusterEstimate& cluster : clusters) {
    sum.sampled += cluster.is_sampled ? 1 : 0;
    sum.words += cluster.reference_words;
    sum.spread += cluster.spread;
  }
  return sum;
}

// The parts of a cluster in the sums. Where no sampled item could differ, sampled clusters vary
// alike.
double WordShare(const ClusterEstimate& cluster, const ClusterSum& sum) {
  return cluster.reference_words / sum.words;
}

double SpreadShare(const ClusterEstimate& cluster, const ClusterSum& sum) {
  if (sum.spread > 0) return cluster.spread / sum.spread;
  return cluster.is_sampled ? 1 / static_cast<double>(sum.sampled) : 0;
}

// (trace A)^2 / trace(A^2) for A = D B, D diagonal with d = 1 / (1 - h) and B the covariance of the
// Z: v on its diagonal, less h v' + v h', plus h h', for shares h of words and v of spread.
double DegreesOf(absl::Span<const ClusterEstimate> clusters, const ClusterSum& sum) {
  double trace = 0;
  double squares = 0;  // what the diagonal v adds to trace(A^2), alone and with the rest
  double hh = 0;
  double hv = 0;
  double vv = 0;
  for (const ClusterEstimate& cluster : clusters) {
    const double h = WordShare(cluster, sum);
    const double v = SpreadShare(cluster, sum);
    const double d = 1 / (1 - h);
    trace += d * (v - 2 * h * v + h * h);
    squares += d * d * v * (v + 2 * (h * h - 2 * h * v));
    hh += d * h * h;
    hv += d * h * v;
    vv += d * v * v;
  }
  const double rest = (hh - hv) * (hh - hv) - 2 * (hv - vv) * hh + hv * hv;
  return trace * trace / (squares + rest);
}

}  // namespace

Variance TrafficVariance(absl::Span<const ClusterEstimate> clusters, double change) {
  const ClusterSum sum = SumOf(clusters);
  if (sum.sampled < 2) return kUnknownVariance;
  double squares = 0;
  for (const ClusterEstimate& cluster : clusters) {
    const double h = WordShare(cluster, sum);
    if (!(h < kWhole)) return kUnknownVariance;
    const double z = cluster.difference - change * cluster.reference_words;
    squares += z * z / (1 - h);
  }
  return {squares, std::min(DegreesOf(clusters, sum), static_cast<double>(sum.sampled - 1))};
}

}  // namespace winnow::release
