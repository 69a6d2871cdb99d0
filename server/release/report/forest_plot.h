// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_REPORT_FOREST_PLOT_H_
#define WINNOW_SERVER_RELEASE_REPORT_FOREST_PLOT_H_

#include "absl/types/span.h"
#include "server/release/report/comparison_order.h"
#include "server/release/report/html_text.h"

namespace winnow::release {

// An SVG with a row for each comparison, in their order: name, interval about this frame (a light
// band), interval about traffic (a line), estimate (a dot; its shape is the verdict), budget (a
// tick), and the change and the verdict in words. An interval that leaves the plot ends in an
// arrow, one without an end is dashed, and without both "no interval" stands there.
void WriteForestPlot(absl::Span<const ShownComparison> comparisons, HtmlText& html);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_FOREST_PLOT_H_
