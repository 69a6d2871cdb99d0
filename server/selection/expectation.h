// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_EXPECTATION_H_
#define WINNOW_SERVER_SELECTION_EXPECTATION_H_

#include <cstdint>

#include "absl/types/span.h"
#include "server/selection/level.h"

namespace winnow::selection {

// Expected numbers of draws are SlotUnits (S5.3): integers, so that their sums are exact.
constexpr uint64_t FloorSlots(SlotUnits units) { return units / kUnitsPerSlot; }
constexpr uint64_t CeilSlots(SlotUnits units) {
  return units / kUnitsPerSlot + (units % kUnitsPerSlot != 0 ? 1 : 0);
}
constexpr bool IsWhole(SlotUnits units) { return units % kUnitsPerSlot == 0; }

// The unit of a random draw: a bucket of a slice or one of its sub-cells, less what EXPLOIT and
// FILL took.
struct Cell {
  int bucket = 0;
  uint32_t sub_cell = 0;
  uint64_t candidates = 0;    // N_c, at least 1
  uint64_t size = 0;          // size measure of one candidate, at least 1
  SlotUnits expectation = 0;  // e_c
};

// Gives each cell its part of `total`: in proportion to candidates * size, and at most its number
// of candidates, what such a cap keeps out going to the others. The parts add up to `total`
// exactly; the rounding goes by largest remainder, ties to the earlier cell (S5.3).
//
// The same as ContinuousLevel without lower bounds, in linear time: cells are many. `total` is
// below 2^63 and at most the sum of the candidates; the sum of candidates * size is below 2^63.
void SpreadExpectation(SlotUnits total, absl::Span<Cell> cells);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_EXPECTATION_H_
