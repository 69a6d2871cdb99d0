// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/expectation.h"

#include <cstddef>
#include <vector>

#include "server/selection/proportion.h"
#include "server/selection/wide.h"

namespace winnow::selection {
namespace {

// Expectation and measure that the cells below their caps have among them.
struct Rest {
  SlotUnits expectation = 0;
  uint64_t measure = 0;
};

// Whether a proportional part of `rest` is all the candidates of the cell or more.
bool ReachesCap(const Cell& cell, const Rest& rest) {
  return Uint128{rest.expectation} * cell.size >= Uint128{rest.measure} * kUnitsPerSlot;
}

// Fills the cells that reach their caps, and sets their measure to 0. That only raises the level of
// the others, so rounds repeat until one fills nothing.
Rest FillToCaps(Rest rest, absl::Span<Cell> cells, std::vector<uint64_t>& measures) {
  for (bool filled = true; filled;) {
    filled = false;
    const Rest level = rest;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (measures[i] == 0 || !ReachesCap(cells[i], level)) continue;
      cells[i].expectation = cells[i].candidates * kUnitsPerSlot;
      rest.expectation -= cells[i].expectation;
      rest.measure -= measures[i];
      measures[i] = 0;
      filled = true;
    }
  }
  return rest;
}

}  // namespace

void SpreadExpectation(SlotUnits total, absl::Span<Cell> cells) {
  Rest rest = {total, 0};
  std::vector<uint64_t> measures;
  measures.reserve(cells.size());
  for (const Cell& cell : cells) {
    measures.push_back(cell.candidates * cell.size);
    rest.measure += measures.back();
  }
  rest = FillToCaps(rest, cells, measures);
  if (rest.measure == 0) return;
  const std::vector<SlotUnits> parts = Proportion(measures, rest.expectation);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (measures[i] != 0) cells[i].expectation = parts[i];
  }
}

}  // namespace winnow::selection
