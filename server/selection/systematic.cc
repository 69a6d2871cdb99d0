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

constexpr int kTopBit = 63;

// Turns with one key, in the order of their cells.
void AssignInOrder(SlotUnits before, absl::Span<Turn> turns) {
  std::sort(turns.begin(), turns.end(),
            [](const Turn& a, const Turn& b) { return a.cell < b.cell; });
  for (Turn& turn : turns) {
    turn.draws = FloorSlots(before + turn.expectation) - FloorSlots(before);
    before += turn.expectation;
  }
}

// `turns` have equal keys above `bit`; `before` is the start and everything that comes before them.
// Keys are random, so that one bit after the other halves them.
void Assign(SlotUnits before, absl::Span<Turn> turns, int bit) {
  const SlotUnits sum = SumOf(turns);
  if (FloorSlots(before + sum) == FloorSlots(before)) return;
  if (turns.size() == 1 || bit < 0) return AssignInOrder(before, turns);
  const auto middle = std::partition(
      turns.begin(), turns.end(), [bit](const Turn& turn) { return ((turn.key >> bit) & 1) == 0; });
  const absl::Span<Turn> front = turns.first(static_cast<std::size_t>(middle - turns.begin()));
  Assign(before, front, bit - 1);
  Assign(before + SumOf(front), turns.subspan(front.size()), bit - 1);
}

}  // namespace

void DrawSystematically(SlotUnits start, absl::Span<Turn> turns) {
  for (Turn& turn : turns) turn.draws = 0;
  Assign(start, turns, kTopBit);
}

}  // namespace winnow::selection
