// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How many gold and anchor items a batch holds beside what is drawn (governance.md G3).
#ifndef WINNOW_SERVER_SELECTION_CONTROL_SHARE_H_
#define WINNOW_SERVER_SELECTION_CONTROL_SHARE_H_

#include <cstdint>

#include "server/selection/policy.h"

namespace winnow::selection {

struct ControlCounts {
  uint64_t gold = 0;
  uint64_t anchor = 0;

  uint64_t total() const { return gold + anchor; }
  bool operator==(const ControlCounts&) const = default;
};

// Of a batch of `size` items in all. With rates g and a, and u uniform on [0, 1) out of the seed:
//
//   gold          := floor(size g / (1 + g + a) + u)
//   gold + anchor := floor(size (g + a) / (1 + g + a) + u)
//
// The expected numbers are g and a times that of the other items, whatever the size. Pure.
ControlCounts ControlOfBatch(const ControlRules& rules, uint64_t size, uint64_t seed);

// Beside `drawn` items, where fewer were drawn than there was room for: likewise, with `drawn` g
// and `drawn` a. Never more than ControlOfBatch leaves room for. Pure.
ControlCounts ControlBeside(const ControlRules& rules, uint64_t drawn, uint64_t seed);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_CONTROL_SHARE_H_
