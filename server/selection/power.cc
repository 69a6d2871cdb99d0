// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/power.h"

#include <algorithm>

#include "server/selection/square_root.h"
#include "server/selection/wide.h"

namespace winnow::selection {

uint64_t PowerWeight(const SliceCells& cells) {
  if (cells.count() == 0) return 0;
  // A mean below 2^31 with twenty bits more: its root has ten of them.
  constexpr int kMeanBits = 20;
  const Uint128 mean = (Uint128{cells.size_sum()} << kMeanBits) / cells.count();
  return std::max<uint64_t>(SquareRoot(static_cast<uint64_t>(mean)), 1);
}

}  // namespace winnow::selection
