// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SQUARE_ROOT_H_
#define WINNOW_SERVER_SELECTION_SQUARE_ROOT_H_

#include <cmath>
#include <cstdint>

namespace winnow::selection {

// The square root, rounded down. `square` is below 2^52: floating point is at most one off there.
inline uint64_t SquareRoot(uint64_t square) {
  auto root = static_cast<uint64_t>(std::sqrt(static_cast<double>(square)));
  while (root * root > square) --root;
  while ((root + 1) * (root + 1) <= square) ++root;
  return root;
}

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SQUARE_ROOT_H_
