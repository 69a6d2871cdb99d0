// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_SELECTION_SLOW_LEVEL_H_
#define WINNOW_TESTS_SERVER_SELECTION_SLOW_LEVEL_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/level.h"

namespace winnow::selection {

// Proportion by division and a sort.
std::vector<uint64_t> ProportionSlowly(absl::Span<const uint64_t> weights, uint64_t total);

// ContinuousLevel without groups by a walk through all levels at which a share meets a bound, with
// integers alone.
std::vector<SlotUnits> ContinuousLevelSlowly(absl::Span<const LevelBounds> bounds, SlotUnits total);

}  // namespace winnow::selection

#endif  // WINNOW_TESTS_SERVER_SELECTION_SLOW_LEVEL_H_
