// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/html.h"

#include "absl/strings/ascii.h"
#include "server/ops/utf8.h"

namespace winnow::ops {

std::string HtmlEscape(absl::string_view text) {
  std::string html;
  html.reserve(text.size());
  for (const char c : ValidUtf8(text)) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      case '\t':
      case '\n':
        html += c;
        break;
      default:
        if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
          html += "\xef\xbf\xbd";
        } else {
          html += c;
        }
    }
  }
  return html;
}

}  // namespace winnow::ops
