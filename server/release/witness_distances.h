// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What distances between the outputs of several systems say about two of them, without a label.
#ifndef WINNOW_SERVER_RELEASE_WITNESS_DISTANCES_H_
#define WINNOW_SERVER_RELEASE_WITNESS_DISTANCES_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"

namespace winnow::release {

// How far the outputs of the pair are from one further system, for one candidate; none where it is
// not known. Not negative.
struct WitnessDistances {
  std::optional<double> baseline;
  std::optional<double> candidate;
};

// An upper bound of the distance of a pair: its distance where that is known, else the smallest sum
// of the distances to a witness of both (triangle inequality). None where neither is known.
std::optional<double> PairDistance(std::optional<double> known,
                                   absl::Span<const WitnessDistances> witnesses);

// By how much the candidate release is further away from a witness than the baseline is: d(B, c) -
// d(A, c), d of the pair being `pair`. Where one of the two is not known, the middle of what the
// triangle inequality leaves: d - min(d, d(A, c)), or min(d, d(B, c)) - d. None where neither is.
std::optional<double> ChangeSeenBy(const WitnessDistances& witness, double pair);

// The change that witnesses expect: the mean of ChangeSeenBy with these weights, over those that
// have one; 0 where none has. Outputs that are the same, of a pair of 0, change nothing, whatever
// the rounding of distances says. `weights` are as many as `witnesses`.
double ExpectedChange(absl::Span<const WitnessDistances> witnesses,
                      absl::Span<const double> weights, double pair);

// The distances to one witness, of both of the pair, over candidates.
struct DistanceSum {
  double sum = 0;
  uint64_t count = 0;

  void Add(double distance) {
    sum += distance;
    ++count;
  }
  void Add(const WitnessDistances& distances);
  void Add(const DistanceSum& other) {
    sum += other.sum;
    count += other.count;
  }
};

// A weight for each witness out of its distances over all candidates: 1 / (mean distance to the
// pair)^2, so that systems that are often elsewhere, most of them bad ones, say little. A witness
// that is never apart weighs as much as the one that weighs most; one without any distance, 0.
std::vector<double> WitnessWeights(absl::Span<const DistanceSum> witnesses);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_WITNESS_DISTANCES_H_
