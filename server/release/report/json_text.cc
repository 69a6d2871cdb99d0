// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/json_text.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace winnow::release {

JsonText& JsonText::Open(char bracket) {
  Separate();
  text_.push_back(bracket);
  is_first_ = true;
  return *this;
}

JsonText& JsonText::Open(absl::string_view name, char bracket) {
  Name(name);
  text_.push_back(bracket);
  is_first_ = true;
  return *this;
}

JsonText& JsonText::Close(char bracket) {
  text_.push_back(bracket);
  is_first_ = false;
  return *this;
}

JsonText& JsonText::Element(absl::string_view text) {
  Separate();
  Quote(text);
  return *this;
}

JsonText& JsonText::Number(uint64_t value) {
  Separate();
  absl::StrAppend(&text_, value);
  return *this;
}

JsonText& JsonText::String(absl::string_view name, absl::string_view value) {
  Name(name);
  Quote(value);
  return *this;
}

JsonText& JsonText::Count(absl::string_view name, uint64_t value) {
  Name(name);
  absl::StrAppend(&text_, value);
  return *this;
}

JsonText& JsonText::Real(absl::string_view name, double value) {
  Name(name);
  text_ += std::isfinite(value) ? absl::StrFormat("%.17g", value) : "null";
  return *this;
}

JsonText& JsonText::Bool(absl::string_view name, bool value) {
  Name(name);
  text_ += value ? "true" : "false";
  return *this;
}

void JsonText::Separate() {
  if (!std::exchange(is_first_, false)) text_.push_back(',');
}

void JsonText::Name(absl::string_view name) {
  Separate();
  Quote(name);
  text_.push_back(':');
}

void JsonText::Quote(absl::string_view text) {
  text_.push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      text_.push_back('\\');
      text_.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&text_, "\\u%04x", static_cast<unsigned char>(c));
    } else {
      text_.push_back(c);
    }
  }
  text_.push_back('"');
}

}  // namespace winnow::release
