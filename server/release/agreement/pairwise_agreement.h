// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_AGREEMENT_PAIRWISE_AGREEMENT_H_
#define WINNOW_SERVER_RELEASE_AGREEMENT_PAIRWISE_AGREEMENT_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace winnow::release {

// Of all pairs of labels on the same unit, how many agree. Every pair counts alike, so that a unit
// of many labels counts for more than one of few; not corrected for chance, as alpha is. Counts
// merge exactly. Not thread-safe.
struct PairwiseAgreement {
  uint64_t agreeing = 0;
  uint64_t pairs = 0;

  // Adds the values of one unit, of which two agree if they differ by at most `tolerance` (0 for
  // codes and booleans); in m log m steps. INVALID_ARGUMENT for a value that CheckValue refuses, or
  // a tolerance below 0; nothing is added then.
  absl::Status AddUnit(absl::Span<const double> values, double tolerance);

  void Merge(const PairwiseAgreement& other);

  // None without pairs.
  std::optional<double> Share() const;
};

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_AGREEMENT_PAIRWISE_AGREEMENT_H_
