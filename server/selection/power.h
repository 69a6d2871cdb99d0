// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Weights of the POWER allocation (selection.md S4.1): slices in which labels can differ more get
// more, so that the estimates of all slices come out about equally exact (Bankier, The American
// Statistician 42, 1988, 174-177). Label-free: how much labels can differ is the size measure of
// the random draws.
#ifndef WINNOW_SERVER_SELECTION_POWER_H_
#define WINNOW_SERVER_SELECTION_POWER_H_

#include <cstdint>

#include "server/selection/slice_cells.h"

namespace winnow::selection {

// The square root of the mean size measure of a slice's candidates in Micros, with ten fractional
// bits, for SliceDemand::weight. At least 1 for a slice with candidates; integer arithmetic.
uint64_t PowerWeight(const SliceCells& cells);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_POWER_H_
