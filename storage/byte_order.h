// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_BYTE_ORDER_H_
#define WINNOW_STORAGE_BYTE_ORDER_H_

#include <string>

#include "absl/strings/string_view.h"

namespace winnow::storage {

// Unsigned integers in big-endian order, in which bytes compare as the numbers do.

template <typename Integer>
void AppendBigEndian(Integer value, std::string* out) {
  for (int shift = static_cast<int>(sizeof(Integer)) * 8 - 8; shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>(value >> shift & 0xff));
  }
}

template <typename Integer>
Integer ParseBigEndian(absl::string_view bytes) {
  Integer value = 0;
  for (const char byte : bytes) {
    value = static_cast<Integer>(value << 8 | static_cast<unsigned char>(byte));
  }
  return value;
}

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_BYTE_ORDER_H_
