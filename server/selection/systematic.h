// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SYSTEMATIC_H_
#define WINNOW_SERVER_SELECTION_SYSTEMATIC_H_

#include <cstdint>

#include "absl/types/span.h"
#include "server/selection/level.h"

namespace winnow::selection {

// A cell's turn in the random order of the cells of a slice.
struct Turn {
  uint64_t key = 0;   // random; equal keys go by `cell`
  uint32_t cell = 0;  // position of the cell
  SlotUnits expectation = 0;
  uint64_t draws = 0;
};

// Systematic sampling (S5.3): with the turns in the order of their keys and A their running sum,
// each gets floor(A + start) - floor(A before it + start) draws, which is the floor or the ceiling
// of its expectation, and its expectation in the mean over `start`. `start` is below one slot.
//
// Sets `draws` and leaves `turns` in some order: only where a draw falls are turns sorted, so that
// a few draws among many cells take linear time.
void DrawSystematically(SlotUnits start, absl::Span<Turn> turns);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SYSTEMATIC_H_
