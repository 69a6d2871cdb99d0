// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Tables of the page, and figures with their interval as their cells.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_PAGE_RESULT_TABLE_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_PAGE_RESULT_TABLE_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/release/report/html_text.h"
#include "server/simulation/results/cell_summary.h"
#include "server/simulation/results/intervals.h"

namespace winnow::simulation {

struct TableColumn {
  absl::string_view head;
  bool is_figure = true;  // stands at the right
};

// A table in a box that scrolls, with its caption and head; its body is left open.
void OpenTable(release::HtmlText& html, absl::string_view caption,
               absl::Span<const TableColumn> columns);
void CloseTable(release::HtmlText& html);
// A row of a policy, left open, with its name; the shipped one stands out.
void OpenPolicyRow(release::HtmlText& html, absl::string_view policy);
// A row that heads those below it, over all columns.
void WriteGroupRow(release::HtmlText& html, absl::string_view head, std::size_t columns);

// A figure, and small below it what else there is to say, such as its interval.
void WriteFigure(release::HtmlText& html, absl::string_view value, absl::string_view below);
// The value with its interval below.
void WriteFigure(release::HtmlText& html, const std::optional<MeanFigure>& figure, int digits);
// In percent with its interval below.
void WriteFigure(release::HtmlText& html, const std::optional<ShareFigure>& share);
// "12.5 of 18".
void WriteUndecided(release::HtmlText& html, const CellSummary& cell);
// With "11.0 for want of speakers" below.
void WriteUndecidedWithReason(release::HtmlText& html, const CellSummary& cell);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_PAGE_RESULT_TABLE_H_
