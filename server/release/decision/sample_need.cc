// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/sample_need.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "server/release/decision/p_value.h"

namespace winnow::release {
namespace {

// Nobody labels more: beyond it a number is none.
constexpr uint64_t kMost = 1'000'000'000;

// The smallest number from `from` on that is enough, given that all larger ones are, too.
std::optional<uint64_t> SmallestEnough(uint64_t from,
                                       const std::function<bool(uint64_t)>& is_enough) {
  uint64_t high = std::max<uint64_t>(from, 1);
  if (is_enough(high)) return high;
  uint64_t low = high;
  while (!is_enough(high)) {
    if (high >= kMost) return std::nullopt;
    low = high;
    high = std::min(2 * high, kMost);
  }
  while (high - low > 1) {
    const uint64_t middle = low + (high - low) / 2;
    (is_enough(middle) ? high : low) = middle;
  }
  return high;
}

// Whether the end of an interval, as IntervalOf has it, would come close enough with other numbers
// of draws and clusters.
class Projection {
 public:
  Projection(const ChangeEstimate& estimate, const Reach& reach)
      : estimate_(estimate),
        half_width_(reach.distance - estimate.missing_widening),
        tail_(reach.tail) {
    // Of a census, or of draws that say nothing of their spread, nothing is due to draws.
    if (std::isfinite(estimate.frame.variance)) {
      due_to_draws_ = std::min(estimate.frame.variance, estimate.traffic.variance);
    }
  }

  bool IsEnoughWithDraws(uint64_t draws) const {
    const double times = Ratio(draws, estimate_.counts.random_draws);
    const double variance = estimate_.traffic.variance - due_to_draws_ + due_to_draws_ / times;
    return IsEnough({variance, estimate_.traffic.degrees}, times);
  }

  bool IsEnoughWithClusters(uint64_t clusters) const {
    const double times = Ratio(clusters, estimate_.sampled_clusters);
    return IsEnough({estimate_.traffic.variance / times, estimate_.traffic.degrees * times}, times);
  }

 private:
  static double Ratio(uint64_t larger, uint64_t smaller) {
    return static_cast<double>(larger) / static_cast<double>(std::max<uint64_t>(smaller, 1));
  }

  bool IsEnough(const Variance& variance, double times_draws) const {
    ZeroDifference zero = estimate_.zero;
    zero.draws = static_cast<uint64_t>(static_cast<double>(zero.draws) * times_draws);
    return StudentPValue(variance, half_width_) < tail_ && ZeroBound(zero, tail_) < half_width_;
  }

  const ChangeEstimate& estimate_;
  double half_width_;  // what is left of the distance for it
  double tail_;
  double due_to_draws_ = 0;
};

}  // namespace

SampleNeed NeedOf(const ChangeEstimate& estimate, const Reach& reach) {
  SampleNeed need;
  if (!(reach.distance > 0)) {
    need.binding = Binding::kBudget;
    return need;
  }
  if (estimate.missing_widening >= reach.distance) {
    need.binding = Binding::kMissingLabels;
    return need;
  }
  const Projection projection(estimate, reach);
  // A census has no draws to add to.
  if (estimate.counts.random_draws > 0) {
    need.draws = SmallestEnough(estimate.counts.random_draws, [&](uint64_t draws) {
      return projection.IsEnoughWithDraws(draws);
    });
  }
  need.clusters = SmallestEnough(estimate.sampled_clusters, [&](uint64_t clusters) {
    return projection.IsEnoughWithClusters(clusters);
  });
  need.binding = need.draws      ? Binding::kDraws
                 : need.clusters ? Binding::kClusters
                                 : Binding::kBudget;
  return need;
}

}  // namespace winnow::release
