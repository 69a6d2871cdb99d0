// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_AGREEMENT_VENDOR_SHIFT_H_
#define WINNOW_SERVER_RELEASE_AGREEMENT_VENDOR_SHIFT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/release/agreement/anchor_sums.h"
#include "server/release/change_estimate.h"

namespace winnow::release {

struct ShiftOptions {
  double family_error = 0.05;   // chance to flag any vendor where none differs; two-sided
  uint64_t least_clusters = 7;  // below, nothing is flagged; at least 2
};

enum class ShiftVerdict {
  kTooFewAnchors,  // shares fewer than the least clusters with others
  kNoShift,
  kShifted,
  // The last two vendors differ: which of them moved, their anchors cannot say.
  kOneOfTwo,
};

// How one vendor's labels of shared anchors differ from those of others.
struct VendorShift {
  std::string vendor;
  ShiftVerdict verdict = ShiftVerdict::kTooFewAnchors;
  uint64_t anchors = 0;   // with a label of this vendor and of one compared with
  uint64_t clusters = 0;  // of these
  // Amount per denominator, this vendor less the mean of those compared with, over these anchors.
  double difference = 0;
  double standard_error =
      0;                  // infinite with fewer than two clusters, or if one has all denominators
  double degrees = 0;     // of freedom
  Interval interval;      // at the family's level: excludes 0 if and only if flagged
  double adjusted_p = 1;  // Holm's; flagged if at most the family's error

  bool IsFlagged() const {
    return verdict == ShiftVerdict::kShifted || verdict == ShiftVerdict::kOneOfTwo;
  }
};

// Finds the vendors whose labels of shared anchors differ from the others' beyond chance: flagged
// in the order of their flags, then the others by name.
//
// A difference is one of ratios of totals over the vendor's shared anchors, where each other vendor
// of an anchor counts alike; with denominators of 1 it is the mean paired difference. Its variance
// is the jackknife's over clusters, (G - 1) / G sum_g (D_-g - D)^2 (Miller, Biometrika 61, 1974,
// 1-15). Student's t has G* - 1 degrees, G* = (sum n_g)^2 / sum n_g^2 of the clusters'
// denominators, as clusters of different size tell less than G of one size (Carter, Schnepel and
// Steigerwald, Review of Economics and Statistics 99, 2017, 698-709). For means of anchors that
// stand alone that is the paired t test. Where all clusters show the same difference there is no
// variance, and p is that of the sign test, 2^(1 - G).
//
// Holm's steps (Scand. J. Statist. 6, 1979, 65-70), each over the k vendors that are left, at
// family_error / k: of those beyond it the one with the largest difference is flagged and leaves,
// as the others must not be measured against it. Of two vendors there is one difference, at
// family_error, and both are flagged.
//
// INVALID_ARGUMENT for a family error outside (0, 0.5], or least clusters below 2.
absl::StatusOr<std::vector<VendorShift>> FindVendorShifts(const AnchorSums& anchors,
                                                          const ShiftOptions& options);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_AGREEMENT_VENDOR_SHIFT_H_
