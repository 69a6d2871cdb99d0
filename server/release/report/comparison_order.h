// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_COMPARISON_ORDER_H_
#define WINNOW_SERVER_RELEASE_REPORT_COMPARISON_ORDER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "winnow/v1/release.pb.h"

namespace winnow::release {

// Rows of the plot, and of the table beside it. All further ones stand in a table of their own.
inline constexpr std::size_t kMostPlotted = 200;

struct ShownComparison {
  const v1::Comparison* comparison;  // of the verdict
  bool is_waived;                    // its findings do not count
};

// In the order of their weight for a reader: the aggregate, guardrails, then slices that block,
// slices that are undecided and slices that pass; else in the order of the verdict.
std::vector<ShownComparison> ByWeight(const v1::ReleaseVerdict& verdict);

// "all slices", the measure of a guardrail, or the slice.
std::string ComparisonName(const v1::Comparison& comparison);

// "-0.20 to +1.10" in points. An end that is not there is unbounded; without both: "no interval".
std::string IntervalText(const v1::Comparison& comparison);
std::string FrameIntervalText(const v1::Comparison& comparison);

// What it takes to decide an undecided one; empty of others. `cluster_attribute` may be empty.
std::string NeedText(const v1::Comparison& comparison, const std::string& cluster_attribute);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_COMPARISON_ORDER_H_
