// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/content/corpus.h"

namespace winnow::content {

std::string Draw(Dice& dice, const std::string& alphabet, size_t size) {
  std::string text;
  while (text.size() < size) text += alphabet[Below(dice, alphabet.size())];
  return text;
}

std::string Digits(Dice& dice, size_t size) { return Draw(dice, "0123456789", size); }

char LuhnDigit(const std::string& digits) {
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    const int digit = digits[digits.size() - 1 - i] - '0';
    sum += i % 2 == 1 ? digit : digit * 2 / 10 + digit * 2 % 10;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string Base64(const std::string& bytes, bool for_urls) {
  const std::string alphabet = std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") +
                               "0123456789" + (for_urls ? "-_" : "+/");
  std::string text;
  unsigned bits = 0;
  int held = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) text += alphabet[bits >> (held - 6) & 63];
  }
  if (held > 0) text += alphabet[bits << (6 - held) & 63];
  while (!for_urls && text.size() % 4 != 0) text += '=';
  return text;
}

std::string Hex(const std::string& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

}  // namespace winnow::content
