// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/content/detector.h"

#include <algorithm>
#include <array>

#include "server/content/text.h"

namespace winnow::content {
namespace {

constexpr uint16_t kAnything = 0xFFFF;
constexpr uint16_t kMarks = kDashes | kDots | kColons | kSpaces;

// When a detector looks at a text at all: most names are none of its business.
struct Detector {
  Finding finding;
  bool (*matches)(const Text&);
  size_t size;    // at least this many characters
  size_t digits;  // at least this many digits
  size_t breaks;  // at least this many that are neither letters nor digits
  uint16_t some;  // one of these kinds of characters
  bool server_made;
};

// In the order in which they name a text: the surest first.
constexpr Detector kDetectors[] = {
    {Finding::kMedia, HasMediaHead, 4, 0, 0, kAnything, true},
    {Finding::kUserInfo, HasUserInfo, 6, 0, 4, kSlashes, true},
    {Finding::kEmail, HasEmail, 6, 0, 2, kAts | kMarks, true},
    {Finding::kAddress, IsIpAddress, 5, 0, 3, kDots | kColons, false},
    {Finding::kPaymentCard, HasPaymentCard, 13, 13, 0, kDigits, true},
    {Finding::kBankAccount, HasBankAccount, 15, 8, 0, kLowers | kUppers, true},
    {Finding::kNationalId, HasNationalId, 11, 9, 2, kMarks, false},
    {Finding::kPhone, HasPhone, 8, 7, 1, kAnything, false},
    {Finding::kWords, HasWords, 1, 0, 0, kUppers | kMarks | kBeyondAscii, true},
    {Finding::kEncoded, IsEncoded, 16, 0, 0, kUppers, true},
    {Finding::kEncoded, IsEncoded, 65, 0, 0, kAnything, true},
};

constexpr std::array<uint16_t, 256> Kinds() {
  std::array<uint16_t, 256> kinds = {};
  for (int c = 0; c < 256; ++c) {
    kinds[c] = kOthers;
    if (c >= '0' && c <= '9') kinds[c] = kDigits;
    if (c >= 'a' && c <= 'z') kinds[c] = kLowers;
    if (c >= 'A' && c <= 'Z') kinds[c] = kUppers;
    if (c > 127) kinds[c] = kBeyondAscii;
  }
  for (const char c : {' ', '\t', '\n', '\r', '\v', '\f'}) kinds[c] = kSpaces;
  kinds['@'] = kinds['%'] = kAts;
  kinds[':'] = kColons;
  kinds['.'] = kDots;
  kinds['/'] = kSlashes;
  kinds['+'] = kPluses;
  kinds['-'] = kinds['_'] = kDashes;
  return kinds;
}

constexpr std::array<uint16_t, 256> kKinds = Kinds();

Finding DetectIn(const Text& text) {
  for (const Detector& detector : kDetectors) {
    if (text.value.size() < detector.size || text.digits < detector.digits) continue;
    if (text.breaks < detector.breaks || !text.HasAny(detector.some)) continue;
    if (text.rule == FieldRule::kServerMade && !detector.server_made) continue;
    if (detector.matches(text)) return detector.finding;
  }
  return Finding::kNothing;
}

// "queues/...": a collection, and ids of its own.
bool IsResourceName(absl::string_view value) {
  const absl::string_view first = value.substr(0, value.find('/'));
  return first.size() < value.size() && !first.empty() && first.back() == 's' &&
         std::all_of(first.begin(), first.end(), IsAlpha);
}

}  // namespace

Text::Text(absl::string_view text, FieldRule field_rule) : value(text), rule(field_rule) {
  for (const char c : text) {
    const uint16_t kind = kKinds[static_cast<unsigned char>(c)];
    seen |= kind;
    digits += kind & kDigits;
    breaks += (kind & (kDigits | kLowers | kUppers)) == 0;
  }
}

bool IsInsideHash(absl::string_view value, size_t at) {
  constexpr size_t kShortest = 16;
  constexpr size_t kLongest = 128;
  size_t begin = at;
  while (begin > 0 && at - begin < kLongest && IsAlnum(value[begin - 1])) --begin;
  uint16_t seen = 0;
  size_t end = begin;
  for (; end < value.size() && IsAlnum(value[end]); ++end) {
    if (!IsHex(value[end]) || end - begin == kLongest) return false;
    seen |= kKinds[static_cast<unsigned char>(value[end])];
  }
  const uint16_t letters = seen & (kLowers | kUppers);
  return end - begin >= kShortest && (letters == kLowers || letters == kUppers);
}

Finding Detect(absl::string_view value, FieldRule rule) {
  if (!IsResourceName(value)) return DetectIn(Text(value, rule));
  while (!value.empty()) {
    const absl::string_view part = value.substr(0, value.find('/'));
    value.remove_prefix(part.size() < value.size() ? part.size() + 1 : part.size());
    const Finding found = DetectIn(Text(part, rule));
    if (found != Finding::kNothing) return found;
  }
  return Finding::kNothing;
}

absl::string_view NameOf(Finding finding) {
  switch (finding) {
    case Finding::kNothing:
      return "nothing";
    case Finding::kMedia:
      return "audio or another media file";
    case Finding::kEncoded:
      return "encoded bytes";
    case Finding::kEmail:
      return "an e-mail address";
    case Finding::kUserInfo:
      return "a URL with a user's name";
    case Finding::kAddress:
      return "an IP address";
    case Finding::kPaymentCard:
      return "a payment card number";
    case Finding::kBankAccount:
      return "a bank account number";
    case Finding::kPhone:
      return "a phone number";
    case Finding::kNationalId:
      return "a social security number";
    case Finding::kWords:
      return "words that somebody said";
  }
  return "content";
}

}  // namespace winnow::content
