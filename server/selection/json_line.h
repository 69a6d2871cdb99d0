// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// JsonLine: one JSON object on one line, its members in the order in which they are written.
#ifndef WINNOW_SERVER_SELECTION_JSON_LINE_H_
#define WINNOW_SERVER_SELECTION_JSON_LINE_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace winnow::selection {

// The caller opens and closes in pairs. Not thread-safe.
class JsonLine {
 public:
  // Starts a value: an element of an array.
  void Open(char bracket) {
    Separate();
    text_.push_back(bracket);
    first_ = true;
  }
  // Starts a member that is an object or array.
  void Open(absl::string_view name, char bracket) {
    Name(name);
    text_.push_back(bracket);
    first_ = true;
  }
  void Close(char bracket) {
    text_.push_back(bracket);
    first_ = false;
  }

  // An element of an array.
  void Element(absl::string_view text) {
    Separate();
    Quote(text);
  }
  void String(absl::string_view name, absl::string_view value) {
    Name(name);
    Quote(value);
  }
  void Count(absl::string_view name, uint64_t value) { Number(name, absl::StrCat(value)); }
  // `text` is a number in JSON's grammar.
  void Number(absl::string_view name, absl::string_view text) {
    Name(name);
    absl::StrAppend(&text_, text);
  }

  // The line with its end.
  std::string Take() && { return std::move(text_) + '\n'; }
  // What was written since the line began or Cut was called last: the text of the line in parts.
  std::string Cut() { return std::exchange(text_, std::string()); }

 private:
  void Separate() {
    if (!std::exchange(first_, false)) text_.push_back(',');
  }
  void Name(absl::string_view name) {
    Separate();
    Quote(name);
    text_.push_back(':');
  }
  void Quote(absl::string_view text);

  std::string text_;
  bool first_ = true;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_JSON_LINE_H_
