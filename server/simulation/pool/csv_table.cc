// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/csv_table.h"

#include <cmath>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace winnow::simulation {
namespace {

constexpr std::size_t kMostShown = 64;  // bytes of a cell in a message

// The cells of a line; none where a quote is not closed, stands inside a plain cell, or is
// followed by more than a comma.
std::optional<std::vector<std::string>> CellsOf(absl::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  bool closed = false;  // behind the quote that ends a cell
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    std::string& cell = cells.back();
    if (quoted) {
      const bool twice = c == '"' && i + 1 < line.size() && line[i + 1] == '"';
      if (c != '"' || twice) cell.push_back(c);
      if (twice) ++i;
      quoted = c != '"' || twice;
      closed = !quoted;
    } else if (c == ',') {
      cells.emplace_back();
      closed = false;
    } else if (closed) {
      return std::nullopt;
    } else if (c != '"') {
      cell.push_back(c);
    } else if (cell.empty()) {
      quoted = true;
    } else {
      return std::nullopt;
    }
  }
  if (quoted) return std::nullopt;
  return cells;
}

absl::Status WrongLine(const std::string& name, std::size_t line, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat(name, ":", line, ": ", problem));
}

}  // namespace

absl::StatusOr<CsvTable> CsvTable::Parse(const std::string& name, absl::string_view text) {
  CsvTable table;
  table.name_ = name;
  std::size_t number = 0;
  // Of spreadsheets, in front of the first name.
  absl::ConsumePrefix(&text, "\xEF\xBB\xBF");
  for (absl::string_view line : absl::StrSplit(absl::StripSuffix(text, "\n"), '\n')) {
    ++number;
    auto cells = CellsOf(absl::StripSuffix(line, "\r"));
    if (!cells.has_value())
      return WrongLine(name, number, "a quote is not closed in its line, or stands inside a cell");
    if (number > 1 && cells->size() != table.columns_.size()) {
      return WrongLine(name, number,
                       absl::StrCat("has ", cells->size(), " cells, not ", table.columns_.size()));
    }
    if (number > 1) {
      table.rows_.push_back(*std::move(cells));
      continue;
    }
    for (const std::string& column : *cells) {
      if (column.empty()) return WrongLine(name, 1, "a column has no name");
      if (!table.places_.emplace(column, table.columns_.size()).second)
        return WrongLine(name, 1, absl::StrCat("names the column ", column, " twice"));
      table.columns_.push_back(column);
    }
  }
  return table;
}

const std::string& CsvTable::Text(std::size_t row, absl::string_view column) const {
  return rows_[row][places_.at(column)];
}

absl::StatusOr<std::optional<double>> CsvTable::Number(std::size_t row,
                                                       absl::string_view column) const {
  const std::string& text = Text(row, column);
  if (text.empty()) return std::nullopt;
  double value = 0;
  if (!absl::SimpleAtod(text, &value) || !std::isfinite(value)) {
    return Wrong(row, column,
                 absl::StrCat("'", absl::Utf8SafeCEscape(text.substr(0, kMostShown)),
                              text.size() > kMostShown ? "..." : "", "' is not a number"));
  }
  return value;
}

absl::Status CsvTable::Wrong(std::size_t row, absl::string_view column,
                             absl::string_view problem) const {
  return absl::InvalidArgumentError(
      absl::StrCat(name_, ":", LineOf(row), ": column ", column, ": ", problem));
}

}  // namespace winnow::simulation
