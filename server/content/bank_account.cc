// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// International bank account numbers (ISO 13616): a country, two check digits, and an account of
// the country's length; modulo 97 the whole is 1.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "server/content/text.h"

namespace winnow::content {
namespace {

struct Country {
  char code[3];
  uint8_t size;  // of the whole number
};

constexpr Country kCountries[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BR", 29}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22}, {"DK", 18},
    {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22},
    {"GI", 23}, {"GR", 27}, {"GT", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IS", 26},
    {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LI", 21}, {"LT", 20}, {"LU", 20},
    {"LV", 21}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MT", 31}, {"NL", 18}, {"NO", 15},
    {"PK", 24}, {"PL", 28}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"SA", 24}, {"SE", 24},
    {"SI", 19}, {"SK", 24}, {"SM", 27}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"XK", 20},
};

size_t SizeFor(char first, char second) {
  const auto* found =
      std::find_if(std::begin(kCountries), std::end(kCountries), [&](const Country& country) {
        return Lower(country.code[0]) == Lower(first) && Lower(country.code[1]) == Lower(second);
      });
  return found == std::end(kCountries) ? 0 : found->size;
}

// Whether an account number of `size` letters and digits begins at `begin`, in one piece or
// printed: in fours with single separators.
bool IsAccountAt(const Text& text, size_t begin, size_t size) {
  constexpr absl::string_view kBreaks = " -._:";
  char account[34];
  size_t taken = 0;
  size_t at = begin;
  const bool is_printed = !IsAlnum(text.At(begin + 4));
  for (; taken < size; ++at) {
    if (is_printed && taken > 0 && taken % 4 == 0) {
      if (kBreaks.find(text.At(at)) == absl::string_view::npos) return false;
      ++at;
    }
    if (!IsAlnum(text.At(at))) return false;
    account[taken++] = Lower(text.value[at]);
  }
  if (IsAlnum(text.At(at))) return false;
  std::rotate(account, account + 4, account + size);
  uint32_t rest = 0;
  for (size_t i = 0; i < size; ++i) {
    rest = IsDigit(account[i]) ? rest * 10 + static_cast<uint32_t>(account[i] - '0')
                               : rest * 100 + static_cast<uint32_t>(account[i] - 'a' + 10);
    rest %= 97;
  }
  return rest == 1;
}

// Whether the account may be a hash in hex: one has letters beyond those of a country.
bool IsHash(absl::string_view value, size_t begin) {
  return IsInsideHash(value, begin) && std::any_of(value.begin() + begin + 4, value.end(), IsAlpha);
}

}  // namespace

bool HasBankAccount(const Text& text) {
  for (size_t at = 0; at + 4 <= text.value.size(); ++at) {
    if (IsAlnum(text.Before(at))) continue;
    const absl::string_view head = text.value.substr(at, 4);
    if (!IsAlpha(head[0]) || !IsAlpha(head[1]) || !IsDigit(head[2]) || !IsDigit(head[3])) continue;
    const size_t size = SizeFor(head[0], head[1]);
    if (size > 0 && IsAccountAt(text, at, size) && !IsHash(text.value, at)) return true;
  }
  return false;
}

}  // namespace winnow::content
