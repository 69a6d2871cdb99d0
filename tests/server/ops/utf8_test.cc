// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow::ops {
namespace {

// UTF-8 as RFC 3629 defines it, written the other way round: from the code point to the bytes.
std::string Encode(uint32_t code) {
  const auto tail = [](uint32_t bits) { return static_cast<char>(0x80 | (bits & 0x3f)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xc0 | code >> 6), tail(code)};
  if (code < 0x10000) return {static_cast<char>(0xe0 | code >> 12), tail(code >> 6), tail(code)};
  return {static_cast<char>(0xf0 | code >> 18), tail(code >> 12), tail(code >> 6), tail(code)};
}

TEST(Utf8, KnowsEveryCodePointThatExistsAndNoSurrogate) {
  for (uint32_t code = 0; code < 0x120000; ++code) {
    const std::string bytes = Encode(code);
    const bool exists = code < 0xd800 || (code > 0xdfff && code <= 0x10ffff);
    ASSERT_EQ(Utf8CharacterSize(bytes), exists ? bytes.size() : 0) << code;
  }
}

TEST(Utf8, RefusesOverlongAndTruncatedForms) {
  for (const char* bytes :
       {"\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf", "\xc3", "\xe2\x82",
        "\xf0\x9f\x98", "\x80", "\xbf", "\xfe", "\xff", "\xf5\x80\x80\x80", "\xc3("}) {
    EXPECT_EQ(Utf8CharacterSize(bytes), 0u) << bytes;
  }
  EXPECT_EQ(Utf8CharacterSize(""), 0u);
}

TEST(Utf8, ReplacesWhatIsBrokenAndKeepsTheRest) {
  EXPECT_EQ(ValidUtf8("gr\xc3\xbc\xc3\x9f dich"), "gr\xc3\xbc\xc3\x9f dich");
  EXPECT_EQ(ValidUtf8("a\xff"
                      "b\xc3"),
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd");
  EXPECT_EQ(ValidUtf8(""), "");
}

}  // namespace
}  // namespace winnow::ops
