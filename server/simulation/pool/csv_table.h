// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CsvTable: a file of comma-separated values with a line of column names (RFC 4180; a quoted cell
// stays on one line; a byte order mark in front is passed over).
#ifndef WINNOW_SERVER_SIMULATION_POOL_CSV_TABLE_H_
#define WINNOW_SERVER_SIMULATION_POOL_CSV_TABLE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow::simulation {

// Immutable once made; safe to read from many threads. Errors are INVALID_ARGUMENT and name file,
// line and column.
class CsvTable {
 public:
  // `name` of the file for messages. Refuses a column without a name or named twice, and a line
  // with another number of cells than there are columns.
  static absl::StatusOr<CsvTable> Parse(const std::string& name, absl::string_view text);

  std::size_t rows() const { return rows_.size(); }
  const std::vector<std::string>& columns() const { return columns_; }
  bool Has(absl::string_view column) const { return places_.contains(column); }

  // The column is there.
  const std::string& Text(std::size_t row, absl::string_view column) const;

  // None for an empty cell. Refuses what is no finite number.
  absl::StatusOr<std::optional<double>> Number(std::size_t row, absl::string_view column) const;

  // Where a row stands in the file.
  static std::size_t LineOf(std::size_t row) { return row + 2; }

  // The problem of a cell, in the form of this class.
  absl::Status Wrong(std::size_t row, absl::string_view column, absl::string_view problem) const;

 private:
  CsvTable() = default;

  std::string name_;
  std::vector<std::string> columns_;
  absl::flat_hash_map<std::string, std::size_t> places_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_POOL_CSV_TABLE_H_
