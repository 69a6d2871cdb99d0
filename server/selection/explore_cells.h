// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The cells that EXPLORE draws from in one slice (selection.md S5.3): those of the index less what
// EXPLOIT and FILL took, and what each may expect.
#ifndef WINNOW_SERVER_SELECTION_EXPLORE_CELLS_H_
#define WINNOW_SERVER_SELECTION_EXPLORE_CELLS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "server/selection/cell_index.h"
#include "server/selection/expectation.h"
#include "server/selection/types.h"

namespace winnow::selection {

// What EXPLORE is to draw in one slice.
struct ExploreShare {
  SliceNo slice = 0;
  uint64_t slice_hash = 0;              // StaticIdHash of the slice's id
  SlotUnits expectation = 0;            // e_s, at most the slice's candidates that are not taken
  absl::Span<const CandidateNo> taken;  // by EXPLOIT and FILL
};

// Index and share outlive it and do not change.
class ExploreCells {
 public:
  ExploreCells(const CellIndex& index, const ExploreShare& share, Micros audit_share);

  // All cells with candidates, by bucket and sub-cell, with their expectations.
  std::vector<Cell> All() const;

  // The cell at `point`, below e_s, of the line on which the cells follow each other with their
  // expectations: the same cell as All() has there. Looks at few cells. nullopt where some cell has
  // all its candidates expected, so that its part depends on the others.
  std::optional<Cell> At(SlotUnits point) const;

 private:
  // A place in the order of cells.
  static uint64_t CodeOf(int bucket, std::size_t sub_cell) {
    return (static_cast<uint64_t>(bucket) << 32) | sub_cell;
  }
  // Candidates taken from the cells with codes in [begin, end).
  uint64_t TakenIn(uint64_t begin, uint64_t end) const;
  // The candidates of a sub-cell that are left.
  uint64_t Left(int number, const Bucket& bucket, std::size_t sub_cell) const;
  void AppendCells(int number, const Bucket& bucket, std::vector<Cell>& cells) const;
  // The measure of a run of buckets that is left, known zeros not included.
  uint64_t RunMeasure(int run) const;
  uint64_t SizeOf(int bucket) const { return index_.buckets().SizeOf(bucket); }
  // The cell of one bucket of `line` at `need`, a point of it above `*before` by at most the
  // measure of the bucket; nullopt, and `*before` is moved behind the bucket, if it is beyond.
  struct Target {
    Line line;
    uint64_t need = 0;
  };
  std::optional<Cell> FindIn(const Target& target, int number, const Bucket& bucket,
                             uint64_t* before) const;

  const CellIndex& index_;
  const SliceCells& cells_;
  SlotUnits expectation_;
  absl::InlinedVector<uint64_t, 4> taken_;  // codes of the cells, sorted
  uint64_t known_zeros_ = 0;                // left
  SlotUnits audit_ = 0;                     // of expectation_, for known zeros
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_EXPLORE_CELLS_H_
