// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_CRC_H_
#define WINNOW_STORAGE_CRC_H_

#include <zlib.h>

#include <cstdint>

#include "absl/strings/string_view.h"

namespace winnow::storage {

// The CRC-32 of zlib. Pure.
inline uint32_t Crc32(absl::string_view bytes) {
  return static_cast<uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_CRC_H_
