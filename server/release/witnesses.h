// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Witnesses: further releases whose outputs are compared with those of a pair, and the change that
// they expect of an item (witness_distances.h).
#ifndef WINNOW_SERVER_RELEASE_WITNESSES_H_
#define WINNOW_SERVER_RELEASE_WITNESSES_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/release/witness_distances.h"

namespace winnow::release {

// A release c is a witness of the pair (A, B) where there is a series of distances of (A, c), (c,
// A), (B, c) or (c, B): distances have no direction. Where two series give one distance, that one
// is read which has more values; between equals the one that has the release of the pair for its
// baseline. Witnesses are in the order of their ids, so that nothing depends on which series came
// first.
//
// Memory: three numbers and an id for each series. Not thread-safe.
class Witnesses {
 public:
  // Of one item, by the numbers of series; those that lack at the end are not known.
  using Distances = absl::Span<const std::optional<double>>;

  Witnesses() = default;
  Witnesses(std::string baseline, std::string candidate)
      : pair_({std::move(baseline), std::move(candidate)}) {}

  // The number of the series of distances between two releases, from 0 in the order of their
  // coming. None unless exactly one of the two is of the pair.
  std::optional<std::size_t> AddSeries(absl::string_view baseline, absl::string_view candidate);
  std::size_t series_count() const { return series_.size(); }

  // To be called for each item, with distances that are not negative.
  void Count(Distances distances);
  // After the last item: chooses, of those that may be read, the series, and weighs the witnesses.
  void Choose(absl::FunctionRef<bool(std::size_t series)> may_be_read);
  void Choose() {
    Choose([](std::size_t) { return true; });
  }

  // After Choose. Whether there is any.
  bool any() const { return !chosen_.empty(); }
  // As release::PairDistance.
  std::optional<double> PairDistance(Distances distances, std::optional<double> known) const;
  // By how much the candidate release is further from the witnesses than the baseline, of an item
  // whose outputs of the pair are `known` apart; 0 where no witness says anything.
  double ExpectedChange(Distances distances, std::optional<double> known) const;

 private:
  struct Series {
    std::string witness;
    std::size_t side = 0;      // 0: distances to the baseline of the pair, 1: to the candidate
    bool is_reversed = false;  // names the witness for its baseline
    DistanceSum sum;
  };
  // The series of a witness that are read, by side.
  using Witness = std::array<std::optional<std::size_t>, 2>;

  // By witness.
  absl::InlinedVector<WitnessDistances, 8> Of(Distances distances) const;

  std::array<std::string, 2> pair_;
  std::vector<Series> series_;
  std::vector<Witness> chosen_;
  std::vector<double> weights_;  // of chosen_
};

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_WITNESSES_H_
