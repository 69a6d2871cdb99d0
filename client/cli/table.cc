// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/time/time.h"

namespace winnow::client::cli {

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::Add(Cells cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = Printable(cell);
  rows_.push_back(std::move(cells));
}

void Table::Print(std::ostream& out) const {
  Cells header;
  std::vector<size_t> widths;
  for (const Column& column : columns_) {
    header.push_back(column.name);
    widths.push_back(column.name.size());
  }
  for (const Cells& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  const auto print = [&](const Cells& row) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      line += i == 0 ? "" : "  ";
      line += columns_[i].right ? fmt::format("{:>{}}", row[i], widths[i])
                                : fmt::format("{:<{}}", row[i], widths[i]);
    }
    out << absl::StripTrailingAsciiWhitespace(line) << "\n";
  };
  print(header);
  for (const Cells& row : rows_) print(row);
}

std::string FormatMicros(int64_t micros) {
  const uint64_t size =
      micros < 0 ? uint64_t{0} - static_cast<uint64_t>(micros) : static_cast<uint64_t>(micros);
  std::string text = fmt::format("{}{}", micros < 0 ? "-" : "", size / 1000000);
  if (size % 1000000 == 0) return text;
  text += fmt::format(".{:06}", size % 1000000);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

std::string FormatNumber(double number) { return fmt::format("{:.6g}", number); }

std::string FormatTime(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0 && time.nanos() == 0) return "";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(time.seconds()),
                          absl::UTCTimeZone());
}

std::string Printable(absl::string_view text) {
  std::string printable(text);
  for (char& c : printable) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return printable;
}

}  // namespace winnow::client::cli
