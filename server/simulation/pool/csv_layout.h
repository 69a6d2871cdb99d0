// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_POOL_CSV_LAYOUT_H_
#define WINNOW_SERVER_SIMULATION_POOL_CSV_LAYOUT_H_

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "server/simulation/pool/csv_table.h"

namespace winnow::simulation {

// What the columns of a table of outcomes mean; an empty name is a column that it has not.
//
// Columns of errors are named prefix + system + suffix. Distances between the outputs of two
// systems stand in d_<a>__<b>, or in d_<b> where <a> is the system that all are compared with.
struct CsvLayout {
  std::vector<std::string> slice;
  std::string cluster;
  std::string near_duplicate = "text_group";
  std::string sensitive = "sensitive_proxy";  // 1: left out
  std::string errors_prefix = "e_";
  std::string errors_suffix;
  std::string compared_with;             // empty: none, or not in the table
  std::string reference_units = "n_p2";  // empty: 1, for a rate per task
  // Of `compared_with`, where there is such a system, else of the incumbent. Empty: those of the
  // reference.
  std::string incumbent_units = "inc_words";
  std::string committee_disagreement = "u_committee";
  // The largest difference of a label.
  double label_range = std::numeric_limits<double>::infinity();
};

// The layout of a table, by its columns. Slices are those of accented read speech (`accent`),
// earnings calls (`sector`), a voice agent (`scenario`) or transcribers (`city`), else `slice`.
// Errors are by word where `baseline` has a column e_<release>, else by task where it has
// <release>_task_err.
CsvLayout LayoutOf(const CsvTable& table, const std::string& baseline);

// Systems with a column of errors, in the order of the columns.
std::vector<std::string> SystemsOf(const CsvTable& table, const CsvLayout& layout);

// The column of the errors of a system.
std::string ErrorsColumn(const CsvLayout& layout, const std::string& system);

// The column of the distance between two systems; none where there is none.
std::optional<std::string> DistanceColumn(const CsvTable& table, const CsvLayout& layout,
                                          const std::string& a, const std::string& b);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_POOL_CSV_LAYOUT_H_
