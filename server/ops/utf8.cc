// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/utf8.h"

namespace winnow::ops {
namespace {

// The first byte fixes the length of a character and, for some, narrows its second byte.
struct Lead {
  size_t size = 0;
  unsigned char second_low = 0x80;
  unsigned char second_high = 0xbf;
};

Lead ReadLead(unsigned char byte) {
  if (byte < 0x80) return {.size = 1};
  if (byte < 0xc2) return {};
  if (byte < 0xe0) return {.size = 2};
  if (byte == 0xe0) return {.size = 3, .second_low = 0xa0};
  if (byte == 0xed) return {.size = 3, .second_high = 0x9f};
  if (byte < 0xf0) return {.size = 3};
  if (byte == 0xf0) return {.size = 4, .second_low = 0x90};
  if (byte < 0xf4) return {.size = 4};
  if (byte == 0xf4) return {.size = 4, .second_high = 0x8f};
  return {};
}

}  // namespace

size_t Utf8CharacterSize(absl::string_view bytes) {
  if (bytes.empty()) return 0;
  const Lead lead = ReadLead(static_cast<unsigned char>(bytes[0]));
  if (lead.size == 0 || bytes.size() < lead.size) return 0;
  for (size_t i = 1; i < lead.size; ++i) {
    const unsigned char byte = static_cast<unsigned char>(bytes[i]);
    const unsigned char low = i == 1 ? lead.second_low : 0x80;
    const unsigned char high = i == 1 ? lead.second_high : 0xbf;
    if (byte < low || byte > high) return 0;
  }
  return lead.size;
}

std::string ValidUtf8(absl::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const size_t size = Utf8CharacterSize(bytes);
    if (size == 0) {
      text += "\xef\xbf\xbd";
      bytes.remove_prefix(1);
    } else {
      text.append(bytes.data(), size);
      bytes.remove_prefix(size);
    }
  }
  return text;
}

}  // namespace winnow::ops
