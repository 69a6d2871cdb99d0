// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_FRAME_TOTALS_H_
#define WINNOW_SERVER_RELEASE_FRAME_TOTALS_H_

#include <cstdint>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "server/release/regressors.h"

namespace winnow::release {

// What is known without a label of an item of the frame that a comparison is about.
struct FrameItem {
  uint32_t slice = 0;
  // Speaker or call: what future traffic brings as a whole. An item without one takes a key of its
  // own.
  uint64_t cluster = 0;
  double members = 1;  // M, of its duplicate group (selection.md S6.2)
  // Words that the incumbent release gave; for a rate per task, 1.
  double incumbent_words = 0;
  // b, the largest |y| that a label can show: the pair disagreement. 0 of a known zero.
  double bound = 0;
  // z, its size measure in the draw: within a slice, probabilities are in proportion to it. 0 of a
  // known zero, and of an item that was drawn with certainty.
  double size = 0;
  Regressors x = {};
};

// Sums over the items of one cluster in one slice, times their members.
struct ClusterSums {
  double incumbent_words = 0;
  Regressors x = {};
};

// One slice of the frame.
struct SliceSums {
  absl::btree_map<uint64_t, ClusterSums> clusters;
  double size = 0;            // Z
  double bound_per_size = 0;  // max M b / z
  // Items without a size that a label could show to differ: to be drawn with certainty.
  uint64_t certain = 0;
};

// A frame, summed as it streams by: predictions are linear, so that sums per cluster say all that
// an estimate needs. Memory goes with slices x clusters. Not thread-safe.
class FrameTotals {
 public:
  // `columns`: of the regressors.
  explicit FrameTotals(std::size_t columns) : columns_(columns) {}

  // INVALID_ARGUMENT for a number that is negative or not finite (regressors may be negative),
  // members below 1, or another number of regressors; the frame is as before then.
  absl::Status Add(const FrameItem& item);

  // Null for a slice without items.
  const SliceSums* Find(uint32_t slice) const;

  std::size_t columns() const { return columns_; }

 private:
  std::size_t columns_;
  absl::btree_map<uint32_t, SliceSums> slices_;
};

// What makes an item impossible, or OK. `columns` as in FrameTotals.
absl::Status CheckItem(const FrameItem& item, std::size_t columns);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_FRAME_TOTALS_H_
