// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/systematic.h"

#include <algorithm>
#include <cstddef>

#include "server/selection/expectation.h"

namespace winnow::selection {
namespace {

SlotUnits SumOf(absl::Span<const Turn> turns) {
  SlotUnits sum = 0;
  for (const Turn& turn : turns) sum += turn.expectation;
  return sum;
}

// `before` is the start and everything that comes before `turns`, whose sum is `sum`. The depth of
// the recursion is the logarithm of their number.
void Assign(SlotUnits before, SlotUnits sum, absl::Span<Turn> turns) {
  const uint64_t draws = FloorSlots(before + sum) - FloorSlots(before);
  if (draws == 0) return;
  if (turns.size() == 1) {
    turns.front().draws = draws;
    return;
  }
  const std::size_t half = turns.size() / 2;
  std::nth_element(turns.begin(), turns.begin() + half, turns.end(),
                   [](const Turn& a, const Turn& b) {
                     return a.key != b.key ? a.key < b.key : a.cell < b.cell;
                   });
  const absl::Span<Turn> front = turns.first(half);
  const SlotUnits front_sum = SumOf(front);
  Assign(before, front_sum, front);
  Assign(before + front_sum, sum - front_sum, turns.subspan(half));
}

}  // namespace

void DrawSystematically(SlotUnits start, absl::Span<Turn> turns) {
  for (Turn& turn : turns) turn.draws = 0;
  Assign(start, SumOf(turns), turns);
}

}  // namespace winnow::selection
