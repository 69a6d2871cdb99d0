// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_EXPECTATION_H_
#define WINNOW_SERVER_SELECTION_EXPECTATION_H_

#include <cstdint>

#include "absl/types/span.h"
#include "server/selection/level.h"
#include "server/selection/types.h"
#include "server/selection/wide.h"

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

// `total` shared out along a line of `measure`: what a stretch of it gets is PartBelow(its end) -
// PartBelow(its begin), its proportional part rounded down or up, and all stretches together get
// `total`. So the part of one cell needs no other cell. `total` and `measure` are below 2^63,
// `measure` is above 0.
struct Line {
  SlotUnits total = 0;
  uint64_t measure = 0;

  SlotUnits PartBelow(uint64_t point) const {
    return static_cast<SlotUnits>(Uint128{total} * point / measure);
  }
  // The smallest point whose PartBelow is above `part`, which is below `total`.
  uint64_t PointAbove(SlotUnits part) const {
    return static_cast<uint64_t>((Uint128{part + 1} * measure + total - 1) / total);
  }
  // Whether the part of candidates of this size is all of them or more.
  bool Fills(uint64_t size) const {
    return Uint128{total} * size >= Uint128{measure} * kUnitsPerSlot;
  }
};

// Gives each cell its part of `total`: in proportion to candidates * size, and at most its number
// of candidates, what such a cap keeps out going to the others. The parts add up to `total`
// exactly; those of cells below their caps are rounded along a Line in the order of the cells
// (S5.3). `total` is below 2^63 and at most the sum of the candidates; the sum of candidates * size
// is below 2^63. Linear but for rounds in which caps are reached.
void SpreadExpectation(SlotUnits total, absl::Span<Cell> cells);

// What known zeros get of a slice's `total` (S5.4): their audit share, as far as they and the
// `others`, both numbers of candidates, can take their parts.
struct KnownZeroSupply {
  uint64_t known_zeros = 0;
  uint64_t others = 0;
};
SlotUnits AuditExpectation(SlotUnits total, Micros audit_share, const KnownZeroSupply& supply);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_EXPECTATION_H_
