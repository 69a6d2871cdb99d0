// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// JsonRow: one line of a JSON Lines file as a flat list of cells, read without building a tree.
#ifndef WINNOW_CLIENT_JSON_ROW_H_
#define WINNOW_CLIENT_JSON_ROW_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow::client {

// What is wrong with a row. Never holds a value of the row: only names and rules.
struct RowDefect {
  // Path of the field, as in "signals.confidence"; empty where the whole row is wrong.
  std::string field;
  std::string message;
};

// A member of an object.
struct JsonCell {
  enum class Kind { kObject, kString, kNumber, kFlag, kNull };

  std::string key;
  Kind kind = Kind::kNull;
  std::string text;   // kString
  double number = 0;  // kNumber; finite
  bool flag = false;  // kFlag
  size_t next = 0;    // index after this cell and, for kObject, everything in it
};

// A key as errors may show it: keys that do not look like a name are left out.
std::string ShowKey(absl::string_view key);

// Reused from row to row, so that memory is not asked for again. Not thread-safe.
class JsonRow {
 public:
  // Reads an object of objects, strings, numbers and booleans, at most three levels deep, without
  // arrays and repeated keys. Cells are valid until the next call. On a defect there are none.
  std::optional<RowDefect> Parse(absl::string_view line);

  size_t size() const { return size_; }
  const JsonCell& operator[](size_t i) const { return cells_[i]; }

 private:
  class Values;
  class Events;

  std::vector<JsonCell> cells_;
  size_t size_ = 0;
};

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_JSON_ROW_H_
