// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LateValues: whether a signal tells which items of a frame were drawn.
#ifndef WINNOW_SERVER_LOOP_RELEASES_LATE_VALUES_H_
#define WINNOW_SERVER_LOOP_RELEASES_LATE_VALUES_H_

#include <array>
#include <cstdint>

namespace winnow::loop {

// Of items that were not drawn, and of those that were.
using DrawnCounts = std::array<uint64_t, 2>;

// A signal that was computed for drawn items after the draw, and not for the others alike, tells of
// the draw: an estimate that used it would be biased. Not thread-safe.
class LateValues {
 public:
  // A value of an item that was computed after the freeze.
  void Add(bool drawn) { ++late_[drawn]; }

  // `items` are those of the frame, with a value or without.
  bool TellOfDraw(const DrawnCounts& items) const;

 private:
  DrawnCounts late_ = {};
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_LATE_VALUES_H_
