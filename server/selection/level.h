// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The continuous form of a divisor method (selection.md S5.0): everybody gets a common level times
// the own weight, pressed between the own bounds.
#ifndef WINNOW_SERVER_SELECTION_LEVEL_H_
#define WINNOW_SERVER_SELECTION_LEVEL_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/group_room.h"

namespace winnow::selection {

// A number of slots in units of 2^-32, so that expected draws are exact integers.
using SlotUnits = uint64_t;
inline constexpr SlotUnits kUnitsPerSlot = SlotUnits{1} << 32;

// `weight` is below 2^63; `lo` and `hi`, in slots, are below 2^31.
struct LevelBounds {
  uint64_t weight = 0;
  uint64_t lo = 0;
  uint64_t hi = 0;
};

// The shares clamp(L x weight, lo, hi) for the level L at which they sum up to `total` (below
// 2^63), which is the nearest possible if no level does. Exact but for parts of a unit, which go to
// the largest remainders, ties in the order given. With a weight of 0 the share is lo.
//
// A group whose shares would be more than it has `room` for has a level of its own, at which they
// are just that; it has room for the sum of each lo.
std::vector<SlotUnits> ContinuousLevel(absl::Span<const LevelBounds> bounds, SlotUnits total,
                                       const GroupRoom& room = GroupRoom());

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_LEVEL_H_
