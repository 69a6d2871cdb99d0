// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/witness_distances.h"

#include <algorithm>
#include <cstddef>

namespace winnow::release {

std::optional<double> PairDistance(std::optional<double> known,
                                   absl::Span<const WitnessDistances> witnesses) {
  if (known.has_value()) return known;
  std::optional<double> least;
  for (const WitnessDistances& witness : witnesses) {
    if (!witness.baseline.has_value() || !witness.candidate.has_value()) continue;
    const double sum = *witness.baseline + *witness.candidate;
    least = std::min(least.value_or(sum), sum);
  }
  return least;
}

std::optional<double> ChangeSeenBy(const WitnessDistances& witness, double pair) {
  if (witness.baseline.has_value() && witness.candidate.has_value())
    return *witness.candidate - *witness.baseline;
  if (witness.baseline.has_value()) return pair - std::min(pair, *witness.baseline);
  if (witness.candidate.has_value()) return std::min(pair, *witness.candidate) - pair;
  return std::nullopt;
}

double ExpectedChange(absl::Span<const WitnessDistances> witnesses,
                      absl::Span<const double> weights, double pair) {
  if (pair <= 0) return 0;
  double sum = 0;
  double weight = 0;
  for (std::size_t i = 0; i < witnesses.size(); ++i) {
    const auto change = ChangeSeenBy(witnesses[i], pair);
    if (!change.has_value()) continue;
    sum += weights[i] * *change;
    weight += weights[i];
  }
  return weight > 0 ? sum / weight : 0;
}

void DistanceSum::Add(const WitnessDistances& distances) {
  if (distances.baseline.has_value()) Add(*distances.baseline);
  if (distances.candidate.has_value()) Add(*distances.candidate);
}

std::vector<double> WitnessWeights(absl::Span<const DistanceSum> witnesses) {
  std::vector<double> weights(witnesses.size(), 0);
  double largest = 0;
  for (std::size_t i = 0; i < witnesses.size(); ++i) {
    if (witnesses[i].sum <= 0) continue;
    const double inverse = static_cast<double>(witnesses[i].count) / witnesses[i].sum;
    weights[i] = inverse * inverse;
    largest = std::max(largest, weights[i]);
  }
  for (std::size_t i = 0; i < witnesses.size(); ++i) {
    const bool never_apart = witnesses[i].count > 0 && witnesses[i].sum <= 0;
    if (never_apart) weights[i] = largest > 0 ? largest : 1;
  }
  return weights;
}

}  // namespace winnow::release
