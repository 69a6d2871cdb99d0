// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// HtmlText: a page as it is written. What is not a literal of this program is escaped.
#ifndef WINNOW_SERVER_RELEASE_REPORT_HTML_TEXT_H_
#define WINNOW_SERVER_RELEASE_REPORT_HTML_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace winnow::release {

// Markup in a literal: text of a request cannot become one by accident.
class Markup {
 public:
  template <std::size_t kSize>
  consteval Markup(const char (&literal)[kSize])  // NOLINT(google-explicit-constructor)
      : text_(literal, kSize - 1) {}

  absl::string_view text() const { return text_; }

 private:
  absl::string_view text_;
};

// `text` as it stands in content and in quoted attributes: & < > " ' are references, and control
// characters, which HTML does not allow, question marks.
std::string Escaped(absl::string_view text);

// The caller opens and closes elements in pairs. Not thread-safe.
class HtmlText {
 public:
  HtmlText& Tag(Markup markup);
  HtmlText& Text(absl::string_view text);
  // A coordinate, with one digit behind the point.
  HtmlText& Number(double value);

  // Elements of a table: words, and figures, which stand at the right.
  HtmlText& Cell(absl::string_view text);
  HtmlText& Figure(absl::string_view text);
  HtmlText& RowHead(absl::string_view text);
  // The word of a verdict, in its colour.
  HtmlText& Verdict(absl::string_view word);
  // The first digits of a digest, with all of them as its title.
  HtmlText& Digest(absl::string_view digest);
  // What comes next stands in a box that scrolls by itself where the window is narrow.
  HtmlText& OpenScroll(absl::string_view label);

  std::string Take() && { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_REPORT_HTML_TEXT_H_
