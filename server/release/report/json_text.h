// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// JsonText: a JSON value as it is written, member by member, in that order.
#ifndef WINNOW_SERVER_RELEASE_REPORT_JSON_TEXT_H_
#define WINNOW_SERVER_RELEASE_REPORT_JSON_TEXT_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace winnow::release {

// The caller opens and closes in pairs. Strings are UTF-8. Not thread-safe.
class JsonText {
 public:
  // Starts a value: the outermost one, or an element of an array.
  JsonText& Open(char bracket);
  // Starts a member that is an object or an array.
  JsonText& Open(absl::string_view name, char bracket);
  JsonText& Close(char bracket);

  JsonText& Element(absl::string_view text);
  // An element that is a whole number.
  JsonText& Number(uint64_t value);
  JsonText& String(absl::string_view name, absl::string_view value);
  JsonText& Count(absl::string_view name, uint64_t value);
  // Read back it is the same number; null where it is none.
  JsonText& Real(absl::string_view name, double value);
  JsonText& Bool(absl::string_view name, bool value);

  std::string Take() && { return std::move(text_); }

 private:
  void Separate();
  void Name(absl::string_view name);
  void Quote(absl::string_view text);

  std::string text_;
  bool is_first_ = true;
};

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_JSON_TEXT_H_
