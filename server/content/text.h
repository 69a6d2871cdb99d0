// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Text: a value with what one pass over it finds out, so that most detectors need not look at it.
#ifndef WINNOW_SERVER_CONTENT_TEXT_H_
#define WINNOW_SERVER_CONTENT_TEXT_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "server/content/detector.h"

namespace winnow::content {

inline bool IsAlpha(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }
inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsAlnum(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }
inline bool IsHex(char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); }
inline char Lower(char c) { return absl::ascii_tolower(static_cast<unsigned char>(c)); }

// Kinds of characters; each is a bit of Text::seen.
enum Seen : uint16_t {
  kDigits = 1,
  kLowers = 2,
  kUppers = 4,
  kSpaces = 8,  // white space
  kAts = 16,    // '@' and '%', which spells it
  kColons = 32,
  kDots = 64,
  kSlashes = 128,
  kPluses = 256,
  kDashes = 512,  // '-' and '_'
  kBeyondAscii = 1024,
  kOthers = 2048,  // other marks
};

struct Text {
  Text(absl::string_view text, FieldRule field_rule);

  bool Has(uint16_t all) const { return (seen & all) == all; }
  bool HasAny(uint16_t some) const { return (seen & some) != 0; }
  // The character before `at`, or after it, as long as there is one; else a space.
  char Before(size_t at) const { return at == 0 ? ' ' : value[at - 1]; }
  char At(size_t at) const { return at < value.size() ? value[at] : ' '; }

  const absl::string_view value;
  const FieldRule rule;
  uint16_t seen = 0;
  size_t digits = 0;
  size_t breaks = 0;  // neither letters nor digits
};

// Whether the letters and digits around `value[at]` are a hash or an id in hex: 16 to 128 hex
// digits of one case, with a letter among them. Numbers inside it mean nothing.
bool IsInsideHash(absl::string_view value, size_t at);

// The detectors. Each says whether the text looks like what it is named after.
bool HasMediaHead(const Text& text);
bool IsEncoded(const Text& text);
bool HasEmail(const Text& text);
bool HasUserInfo(const Text& text);
bool IsIpAddress(const Text& text);
bool HasPaymentCard(const Text& text);
bool HasBankAccount(const Text& text);
bool HasPhone(const Text& text);
bool HasNationalId(const Text& text);
bool HasWords(const Text& text);

}  // namespace winnow::content

#endif  // WINNOW_SERVER_CONTENT_TEXT_H_
