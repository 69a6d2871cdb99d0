// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Cells: how the candidates of a row, such as a slice, are split in published counts, and what of
// that split is shown.
#ifndef WINNOW_SERVER_DISCLOSURE_CELLS_H_
#define WINNOW_SERVER_DISCLOSURE_CELLS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace winnow::disclosure {

// Where a candidate stands. Each is in one cell of its row.
enum class Cell : uint8_t {
  kAvailable,  // in the frame
  kLeased,     // in an open batch
  kLabeled,    // has its labels, and neither of the above
  kOther,      // kept out of the frame for another reason
};
inline constexpr size_t kCells = 4;

// Some of the cells of a row: bit i is Cell i. Where two rows are looked at together, those of the
// second follow at bit kCells.
using CellSet = uint8_t;

inline constexpr CellSet SetOf(Cell cell) {
  return static_cast<CellSet>(1u << static_cast<unsigned>(cell));
}

// Disjoint sets of cells. Each is shown as one count, the sum of its cells. A row that was never
// published has none.
using Grouping = std::vector<CellSet>;

// What one person contributes to a row, in candidates: as it was last published, and now.
struct Contribution {
  // False for one candidate of whose person nothing is known, or nothing any more: it may be
  // anybody's, and so adds to no number of persons.
  bool known = true;
  std::array<uint32_t, 2 * kCells> before = {};
  std::array<uint32_t, 2 * kCells> now = {};
};

}  // namespace winnow::disclosure

#endif  // WINNOW_SERVER_DISCLOSURE_CELLS_H_
