// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/json_line.h"

#include "absl/strings/str_format.h"

namespace winnow::selection {

void JsonLine::Quote(absl::string_view text) {
  text_.push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      text_.push_back('\\');
      text_.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&text_, "\\u%04x", c);
    } else {
      text_.push_back(c);
    }
  }
  text_.push_back('"');
}

}  // namespace winnow::selection
