// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Addresses: of mail, as it is written and as it is spelled to get past a filter; of users in
// URLs; of machines.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "server/content/text.h"

namespace winnow::content {
namespace {

using absl::string_view;

// Ends of domains that count where an address is spelled without '@'.
constexpr string_view kTopDomains[] = {
    "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io",   "co",
    "ai",  "dev", "app", "me",  "de",  "uk",  "fr",  "es",   "it",  "nl",   "ch",
    "be",  "ca",  "us",  "au",  "jp",  "cn",  "in",  "br",   "ru",  "pl",   "se",
    "no",  "fi",  "dk",  "ie",  "nz",  "za",  "kr",  "mx",   "pt",  "test", "example"};

// Where mail of people is; whatever stands before one of them is a person.
constexpr string_view kMailDomains[] = {"gmail.com",   "googlemail.com", "yahoo.com", "outlook.com",
                                        "hotmail.com", "icloud.com",     "aol.com",   "gmx.de",
                                        "gmx.net",     "web.de",         "proton.me", "live.com"};

bool IsLocalChar(char c) {
  return IsAlnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%';
}

bool IsDomainChar(char c) { return IsAlnum(c) || c == '-' || c == '.'; }

// No domain is longer, so that a look at many places of a long text stays short.
string_view TakeDomain(string_view text) {
  constexpr size_t kLongest = 253;
  text = text.substr(0, kLongest);
  size_t size = 0;
  while (size < text.size() && IsDomainChar(text[size])) ++size;
  while (size > 0 && !IsAlnum(text[size - 1])) --size;
  return text.substr(0, size);
}

// "example.com": at least two labels, the last of letters.
bool IsDomain(string_view domain) {
  const size_t dot = domain.rfind('.');
  if (dot == string_view::npos || dot == 0 || domain.size() - dot < 3) return false;
  return std::all_of(domain.begin() + dot + 1, domain.end(), IsAlpha);
}

bool IsKnown(string_view word, const string_view* begin, const string_view* end) {
  return std::any_of(begin, end,
                     [word](string_view known) { return absl::EqualsIgnoreCase(word, known); });
}

bool IsTopDomain(string_view word) {
  return IsKnown(word, std::begin(kTopDomains), std::end(kTopDomains));
}

// As above, with an end that is known.
bool IsKnownDomain(string_view domain) {
  return IsDomain(domain) && IsTopDomain(domain.substr(domain.rfind('.') + 1));
}

bool HasAtSign(const Text& text) {
  for (size_t at = 0; at < text.value.size(); ++at) {
    const bool is_escaped = absl::StartsWith(text.value.substr(at), "%40");
    if (text.value[at] != '@' && !is_escaped) continue;
    if (!IsLocalChar(text.Before(at))) continue;
    if (IsDomain(TakeDomain(text.value.substr(at + (is_escaped ? 3 : 1))))) return true;
  }
  return false;
}

bool IsBreak(char c) { return !IsAlnum(c); }

// The word that follows the breaks at the front of `rest`; both are taken off it.
string_view TakeWord(string_view& rest) {
  constexpr size_t kLongest = 64;
  while (!rest.empty() && IsBreak(rest[0])) rest.remove_prefix(1);
  size_t size = 0;
  while (size < rest.size() && size < kLongest && IsAlnum(rest[size])) ++size;
  const string_view word = rest.substr(0, size);
  rest.remove_prefix(size);
  return word;
}

// "example dot com", within the next few words.
bool IsSpelledDomain(string_view rest) {
  constexpr int kMostWords = 6;
  for (int i = 0; i < kMostWords && !rest.empty(); ++i) {
    const string_view word = TakeWord(rest);
    if (i == 0 || !absl::EqualsIgnoreCase(word, "dot")) continue;
    string_view behind = rest;
    if (IsTopDomain(TakeWord(behind))) return true;
  }
  return false;
}

// "john_at_example.com", "john (at) example dot com". English has "at" with spaces around it too:
// then the dot must be spelled as well.
bool HasSpelledAt(const Text& text) {
  for (size_t at = 1; at + 2 < text.value.size(); ++at) {
    if (Lower(text.value[at]) != 'a' || Lower(text.value[at + 1]) != 't') continue;
    if (!IsBreak(text.Before(at)) || !IsBreak(text.At(at + 2))) continue;
    size_t local = at;
    while (local > 0 && IsBreak(text.value[local - 1])) --local;
    if (local == 0) continue;
    string_view rest = text.value.substr(at + 2);
    if (IsSpelledDomain(rest)) return true;
    if (text.Before(at) == ' ' && text.At(at + 2) == ' ') continue;
    while (!rest.empty() && IsBreak(rest[0])) rest.remove_prefix(1);
    if (IsKnownDomain(TakeDomain(rest))) return true;
  }
  return false;
}

// "john.doe:example.com", where a name's alphabet has no '@'. Machines are named so too, but not
// with a first and a last name before the colon.
bool HasColonForAt(const Text& text) {
  const size_t colon = text.value.find(':');
  if (colon == string_view::npos || colon == 0) return false;
  const string_view local = text.value.substr(0, colon);
  const string_view domain = text.value.substr(colon + 1);
  return local.find_first_of("._-") != string_view::npos &&
         std::all_of(local.begin(), local.end(), IsLocalChar) &&
         std::any_of(local.begin(), local.end(), IsAlpha) &&
         TakeDomain(domain).size() == domain.size() && IsKnownDomain(domain);
}

bool HasMailDomain(const Text& text) {
  if (!text.Has(kDots)) return false;
  for (const string_view domain : kMailDomains) {
    for (size_t at = text.value.find(domain); at != string_view::npos;
         at = text.value.find(domain, at + 1)) {
      if (at > 1 && IsBreak(text.value[at - 1]) && IsBreak(text.At(at + domain.size()))) {
        return text.rule != FieldRule::kDescription || text.value[at - 1] != ' ';
      }
    }
  }
  return false;
}

bool IsIpv4(string_view text) {
  text = text.substr(0, text.find(':'));
  int parts = 0;
  bool has_long = false;
  while (!text.empty()) {
    const string_view part = text.substr(0, text.find('.'));
    uint32_t value = 0;
    if (part.empty() || part.size() > 3 || !std::all_of(part.begin(), part.end(), IsDigit) ||
        !absl::SimpleAtoi(part, &value) || value > 255 || (part.size() > 1 && part[0] == '0')) {
      return false;
    }
    has_long = has_long || part.size() == 3;
    ++parts;
    text.remove_prefix(std::min(text.size(), part.size() + 1));
  }
  // Versions have four parts too, but small ones.
  return parts == 4 && has_long;
}

bool IsIpv6(string_view text) {
  const bool is_short = absl::StrContains(text, "::");
  int parts = 0;
  while (!text.empty()) {
    const string_view part = text.substr(0, text.find(':'));
    if (part.size() > 4 || !std::all_of(part.begin(), part.end(), IsHex)) return false;
    if (part.empty() && !is_short) return false;
    parts += !part.empty();
    text.remove_prefix(std::min(text.size(), part.size() + 1));
  }
  return is_short ? parts >= 3 && parts <= 7 : parts == 8;
}

}  // namespace

bool HasEmail(const Text& text) {
  if (text.Has(kAts) && HasAtSign(text)) return true;
  if (text.rule == FieldRule::kServerMade) return false;
  if (absl::StartsWithIgnoreCase(text.value, "mailto:")) return true;
  return (text.Has(kColons | kDots) && HasColonForAt(text)) || HasMailDomain(text) ||
         HasSpelledAt(text);
}

bool HasUserInfo(const Text& text) {
  const size_t scheme = text.value.find("://");
  if (scheme == string_view::npos) return false;
  const string_view authority = text.value.substr(scheme + 3);
  return authority.substr(0, authority.find_first_of("/?# ")).find('@') != string_view::npos;
}

bool IsIpAddress(const Text& text) {
  string_view rest = text.value;
  while (!rest.empty()) {
    string_view token = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), token.size() + 1));
    if (absl::ConsumePrefix(&token, "[")) token = token.substr(0, token.find(']'));
    if (IsIpv4(token) || IsIpv6(token)) return true;
  }
  return false;
}

}  // namespace winnow::content
