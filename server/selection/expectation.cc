// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/expectation.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace winnow::selection {
namespace {

// Fills the cells that reach their caps, and sets their measure to 0. That only raises the level of
// the others, so rounds repeat until one fills nothing.
Line FillToCaps(Line line, absl::Span<Cell> cells, std::vector<uint64_t>& measures) {
  for (bool filled = true; filled;) {
    filled = false;
    const Line level = line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (measures[i] == 0 || !level.Fills(cells[i].size)) continue;
      cells[i].expectation = cells[i].candidates * kUnitsPerSlot;
      line.total -= cells[i].expectation;
      line.measure -= measures[i];
      measures[i] = 0;
      filled = true;
    }
  }
  return line;
}

}  // namespace

void SpreadExpectation(SlotUnits total, absl::Span<Cell> cells) {
  Line line = {total, 0};
  std::vector<uint64_t> measures;
  measures.reserve(cells.size());
  for (const Cell& cell : cells) {
    measures.push_back(cell.candidates * cell.size);
    line.measure += measures.back();
  }
  line = FillToCaps(line, cells, measures);
  uint64_t point = 0;
  SlotUnits before = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (measures[i] == 0) continue;
    point += measures[i];
    const SlotUnits below = line.PartBelow(point);
    cells[i].expectation = below - before;
    before = below;
  }
}

SlotUnits AuditExpectation(SlotUnits total, Micros audit_share, const KnownZeroSupply& supply) {
  const auto audit =
      static_cast<SlotUnits>(Uint128{total} * static_cast<uint64_t>(audit_share) / kMicrosPerUnit);
  const SlotUnits most = supply.known_zeros * kUnitsPerSlot;
  const SlotUnits others = supply.others * kUnitsPerSlot;
  const SlotUnits least = total > others ? total - others : 0;
  return std::clamp(audit, std::min(least, most), most);
}

}  // namespace winnow::selection
