// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/late_values.h"

#include <cmath>

namespace winnow::loop {
namespace {

// Shares of values that are later than the freeze may differ by this much between drawn items and
// the others: pushes are not of one moment.
constexpr double kMostApart = 0.05;

double ShareOf(uint64_t part, uint64_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

}  // namespace

bool LateValues::TellOfDraw(const DrawnCounts& items) const {
  // With all of the frame drawn there is nothing to differ from.
  if (items[false] == 0) return false;
  return std::abs(ShareOf(late_[true], items[true]) - ShareOf(late_[false], items[false])) >
         kMostApart;
}

}  // namespace winnow::loop
