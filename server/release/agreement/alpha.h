// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_AGREEMENT_ALPHA_H_
#define WINNOW_SERVER_RELEASE_AGREEMENT_ALPHA_H_

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "server/release/agreement/scale.h"

namespace winnow::release {

// Why there is, or is no, alpha.
enum class AlphaBasis {
  kDefined,
  kNoPairableValues,  // no unit has two values
  kNoVariation,       // all pairable values are the same: chance could not have disagreed either
};

// Krippendorff's alpha: 1 of perfect agreement, 0 of agreement as by chance, below 0 of less.
struct Alpha {
  AlphaBasis basis = AlphaBasis::kNoPairableValues;
  std::optional<double> alpha = {};  // where it is defined
  uint64_t units = 0;                // with two or more values
  uint64_t values = 0;               // in these: the pairable ones
};

// What alpha needs of all units, summed as they stream by. Any number of labelers, any of them
// missing on any unit: a unit is the values that it has, in any order.
//
//   alpha = 1 - D_o / D_e,  D_o = 1/n sum_u 1/(m_u - 1) sum_(i != j) delta(v_i, v_j)^2,
//   D_e = 1/(n (n - 1)) sum_(c, k) n_c n_k delta(c, k)^2
//
// over units u of m_u values, n pairable values in all, n_c of them c (Hayes and Krippendorff,
// Communication Methods and Measures 1, 2007, 77-89; Krippendorff, Content Analysis, 2004,
// chapter 11). delta is 0 or 1 of nominal values, the distance of interval ones, and of ordinal
// ones that of their mid-ranks among all pairable values, which is Krippendorff's sum of the n_g
// from c to k less (n_c + n_k) / 2.
//
// Memory: nominal, distinct values; ordinal, distinct pairs of values that met in a unit;
// interval, constant (moments alone). Sums merge in any order and grouping: to the same alpha, bit
// by bit, of nominal and ordinal values, up to rounding of interval ones. Not thread-safe.
class AlphaSums {
 public:
  explicit AlphaSums(Scale scale) : scale_(scale) {}

  // All values that one unit has. Fewer than two count for nothing. INVALID_ARGUMENT for a value
  // that CheckValue refuses; the sums are as before then.
  absl::Status AddUnit(absl::Span<const double> values);

  // INVALID_ARGUMENT if the other's scale differs.
  absl::Status Merge(const AlphaSums& other);

  Alpha Estimate() const;

  Scale scale() const { return scale_; }

 private:
  // D_o and D_e.
  struct Disagreement {
    double observed = 0;
    double expected = 0;
  };

  // Count, mean and sum of squares around it.
  struct Moments {
    double count = 0;
    double mean = 0;
    double squares = 0;

    void Add(const Moments& other);
  };

  // Different values that met in a unit: how many values it has, the lower, the higher. Nominal
  // values are all equally different, and stay 0.
  struct Meeting {
    uint64_t values = 0;
    double lower = 0;
    double higher = 0;

    friend auto operator<=>(const Meeting&, const Meeting&) = default;
  };

  void CountUnit(absl::Span<const double> values);
  void MeasureUnit(absl::Span<const double> values);
  bool Varies() const;
  Disagreement OfNominal() const;
  Disagreement OfOrdinal() const;
  Disagreement OfInterval() const;

  Scale scale_;
  uint64_t units_ = 0;
  uint64_t values_ = 0;
  // Nominal and ordinal: n_c, and how many pairs met.
  absl::btree_map<double, uint64_t> counts_;
  absl::btree_map<Meeting, uint64_t> meetings_;
  // Interval: of all pairable values, and sum m/(m - 1) times the squares within each unit.
  Moments moments_;
  double within_ = 0;
  std::optional<std::pair<double, double>> range_;
};

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_AGREEMENT_ALPHA_H_
