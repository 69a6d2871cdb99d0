// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Writing text into an HTML page.
#ifndef WINNOW_SERVER_OPS_HTML_H_
#define WINNOW_SERVER_OPS_HTML_H_

#include <string>

#include "absl/strings/string_view.h"

namespace winnow::ops {

// `text` as it must stand in an element's content or a quoted attribute: it is shown as it is and
// never becomes markup. Bytes that are not UTF-8 and control characters other than tab and line
// feed become U+FFFD. Pure.
std::string HtmlEscape(absl::string_view text);

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_HTML_H_
