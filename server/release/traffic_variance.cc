// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/traffic_variance.h"

namespace winnow::release {

Variance TrafficVariance(absl::Span<const ClusterEstimate> clusters, double change) {
  uint64_t sampled = 0;
  double squares = 0;
  for (const ClusterEstimate& cluster : clusters) {
    sampled += cluster.is_sampled ? 1 : 0;
    const double z = cluster.difference - change * cluster.reference_words;
    squares += z * z;
  }
  if (sampled < 2) return kUnknownVariance;
  const auto count = static_cast<double>(clusters.size());
  return {squares * count / (count - 1), static_cast<double>(sampled - 1)};
}

}  // namespace winnow::release
