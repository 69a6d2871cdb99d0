// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/number_text.h"

#include <array>
#include <charconv>

namespace winnow::client {

std::string NumberText(double number) {
  // The smallest double has 1074 places, the largest 309 digits.
  std::array<char, 1100> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed).ptr;
  return std::string(text.data(), end);
}

}  // namespace winnow::client
