// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/html.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow::ops {
namespace {

TEST(Html, ShowsMarkupInsteadOfObeyingIt) {
  EXPECT_EQ(HtmlEscape("<script>alert('a&b\")</script>"),
            "&lt;script&gt;alert(&#39;a&amp;b&quot;)&lt;/script&gt;");
}

TEST(Html, LeavesNoByteThatCouldOpenATagOrEndAnAttribute) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string html = HtmlEscape(std::string(1, static_cast<char>(byte)));
    EXPECT_EQ(html.find_first_of("<>\"'"), std::string::npos) << byte;
    EXPECT_TRUE(html.find('&') == std::string::npos || html.back() == ';') << byte;
    EXPECT_FALSE(html.empty()) << byte;
  }
}

TEST(Html, KeepsPlainTextAndReplacesWhatIsNotText) {
  EXPECT_EQ(HtmlEscape("healthcare-lead\t\xc3\xa4\n"), "healthcare-lead\t\xc3\xa4\n");
  EXPECT_EQ(HtmlEscape(std::string("\0\x1b\xff", 3)), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

}  // namespace
}  // namespace winnow::ops
