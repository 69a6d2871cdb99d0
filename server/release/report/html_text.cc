// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/html_text.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace winnow::release {
namespace {

constexpr std::size_t kShortDigest = 12;

// A word may go on, as in "BLOCK (waived)".
Markup VerdictTag(absl::string_view word) {
  if (absl::StartsWith(word, "PASS")) return "<span class=\"word pass\">";
  if (absl::StartsWith(word, "BLOCK")) return "<span class=\"word block\">";
  if (absl::StartsWith(word, "UNDECIDED")) return "<span class=\"word undecided\">";
  return "<span class=\"word\">";
}

}  // namespace

std::string Escaped(absl::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c);
    }
  }
  return escaped;
}

HtmlText& HtmlText::Tag(Markup markup) {
  absl::StrAppend(&text_, markup.text());
  return *this;
}

HtmlText& HtmlText::Text(absl::string_view text) {
  text_ += Escaped(text);
  return *this;
}

HtmlText& HtmlText::Number(double value) {
  absl::StrAppendFormat(&text_, "%.1f", value);
  return *this;
}

HtmlText& HtmlText::Cell(absl::string_view text) { return Tag("<td>").Text(text).Tag("</td>"); }

HtmlText& HtmlText::Figure(absl::string_view text) {
  return Tag("<td class=\"figure\">").Text(text).Tag("</td>");
}

HtmlText& HtmlText::RowHead(absl::string_view text) {
  return Tag("<th scope=\"row\">").Text(text).Tag("</th>");
}

HtmlText& HtmlText::Verdict(absl::string_view word) {
  return Tag(VerdictTag(word)).Text(word).Tag("</span>");
}

HtmlText& HtmlText::Digest(absl::string_view digest) {
  if (digest.empty()) return *this;
  if (digest.size() <= kShortDigest) return Tag("<code>").Text(digest).Tag("</code>");
  return Tag("<code title=\"")
      .Text(digest)
      .Tag("\">")
      .Text(digest.substr(0, kShortDigest))
      .Tag("&hellip;</code>");
}

HtmlText& HtmlText::OpenScroll(absl::string_view label) {
  return Tag("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
      .Text(label)
      .Tag("\">\n");
}

}  // namespace winnow::release
