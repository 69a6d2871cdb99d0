// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Tables for people.
#ifndef WINNOW_CLIENT_CLI_TABLE_H_
#define WINNOW_CLIENT_CLI_TABLE_H_

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"

namespace winnow::client::cli {

// A column; numbers stand to the right.
struct Column {
  std::string name;
  bool right = false;
};

using Cells = std::vector<std::string>;

// Prints a header and rows under it, each column as wide as its widest cell. Control characters,
// which could steer a terminal, become "?".
class Table {
 public:
  explicit Table(std::vector<Column> columns);

  // Missing cells are empty, surplus ones are left out.
  void Add(Cells cells);
  void Print(std::ostream& out) const;

 private:
  std::vector<Column> columns_;
  std::vector<Cells> rows_;
};

// "0.93" for 930000: at most six places, without trailing zeros.
std::string FormatMicros(int64_t micros);
// At most six significant digits.
std::string FormatNumber(double number);
// RFC 3339 in UTC, to the second; "" for a time that is not set.
std::string FormatTime(const google::protobuf::Timestamp& time);
// Text without control characters.
std::string Printable(absl::string_view text);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_TABLE_H_
