// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_ZERO_BOUND_H_
#define WINNOW_SERVER_RELEASE_ZERO_BOUND_H_

#include <cstdint>

#include "absl/types/span.h"
#include "server/release/frame_totals.h"
#include "server/release/labelled_sample.h"

namespace winnow::release {

// What draws that all showed no difference leave possible (selection.md S9.3): a spread of 0 in the
// sample is no spread of 0 in the frame.
struct ZeroDifference {
  bool all_zero = true;  // no random draw showed a difference
  uint64_t draws = 0;    // labelled random draws that could have shown one
  // Z max(M b / z) of what was drawn from: a total Y takes Y / reach of each draw's probability, or
  // more.
  double reach = 0;
  double undrawn = 0;    // the same of slices without such a draw
  uint64_t missing = 0;  // further random draws that could show one: their outcomes can still come
  double untouched = 0;  // the part of `undrawn` of slices that have none of those either

  // Whether something that could differ was not drawn with certainty. No label changes it.
  bool IsLeftToChance() const { return reach > 0 || undrawn > 0; }
};

// Of one slice and its drawn items.
ZeroDifference ZeroDifferenceOf(const SliceSums& slice, absl::Span<const SampledItem> drawn);

// Of several slices, each with draws of its own: the reach of all draws is that of the slice where
// one draw must speak for most.
ZeroDifference ZeroOfSlices(absl::Span<const ZeroDifference> slices);

// Of several samples, one after the other, that the same total could have shown itself in.
ZeroDifference ZeroOfStages(absl::Span<const ZeroDifference> stages);

// The largest |total| that m draws miss altogether with a probability of `tail` or more:
//   (1 - tail^(1/m)) Z max(M b / z),
// and all that may be in slices without draws. 0 if a draw showed a difference. Draws without
// replacement hit a total at least as often as independent ones.
double ZeroBound(const ZeroDifference& zero, double tail);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_ZERO_BOUND_H_
