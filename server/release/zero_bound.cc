// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/zero_bound.h"

#include <algorithm>
#include <cmath>

namespace winnow::release {

ZeroDifference ZeroDifferenceOf(const SliceSums& slice, absl::Span<const SampledItem> drawn) {
  ZeroDifference zero;
  for (const SampledItem& item : drawn) {
    if (!item.IsRandom()) continue;
    if (item.y != 0) zero.all_zero = false;
    if (item.item.size == 0) continue;
    if (item.outcome != Outcome::kMissing) {
      ++zero.draws;
    } else if (item.is_awaited) {
      ++zero.missing;
    }
  }
  (zero.draws > 0 ? zero.reach : zero.undrawn) = slice.size * slice.bound_per_size;
  if (zero.missing == 0) zero.untouched = zero.undrawn;
  return zero;
}

ZeroDifference ZeroOfSlices(absl::Span<const ZeroDifference> slices) {
  ZeroDifference all;
  double reach_per_draw = 0;
  for (const ZeroDifference& slice : slices) {
    all.all_zero = all.all_zero && slice.all_zero;
    all.draws += slice.draws;
    all.undrawn += slice.undrawn;
    all.missing += slice.missing;
    all.untouched += slice.untouched;
    if (slice.draws == 0) continue;
    reach_per_draw = std::max(reach_per_draw, slice.reach / static_cast<double>(slice.draws));
  }
  all.reach = reach_per_draw * static_cast<double>(all.draws);
  return all;
}

ZeroDifference ZeroOfStages(absl::Span<const ZeroDifference> stages) {
  ZeroDifference all;
  for (const ZeroDifference& stage : stages) {
    all.all_zero = all.all_zero && stage.all_zero;
    all.draws += stage.draws;
    all.reach = std::max(all.reach, stage.reach);
    all.undrawn = std::max(all.undrawn, stage.undrawn);
    all.missing += stage.missing;
    all.untouched = std::max(all.untouched, stage.untouched);
  }
  return all;
}

double ZeroBound(const ZeroDifference& zero, double tail) {
  if (!zero.all_zero) return 0;
  if (zero.draws == 0) return zero.undrawn;
  const double share = -std::expm1(std::log(tail) / static_cast<double>(zero.draws));
  return share * zero.reach + zero.undrawn;
}

}  // namespace winnow::release
