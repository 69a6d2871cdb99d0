// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Exact products that 128 bits cannot hold.
#ifndef WINNOW_SERVER_SELECTION_WIDE_H_
#define WINNOW_SERVER_SELECTION_WIDE_H_

#include <cstdint>

namespace winnow::selection {

__extension__ using Uint128 = unsigned __int128;

// A number of 192 bits: high x 2^64 + low.
struct Wide {
  Uint128 high = 0;
  uint64_t low = 0;

  bool operator==(const Wide&) const = default;
  bool operator<(const Wide& other) const {
    return high != other.high ? high < other.high : low < other.low;
  }
};

inline Wide Multiply(Uint128 a, uint64_t b) {
  const Uint128 low = Uint128{static_cast<uint64_t>(a)} * b;
  return {(a >> 64) * b + (low >> 64), static_cast<uint64_t>(low)};
}

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_WIDE_H_
