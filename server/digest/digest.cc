// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/digest.h"

#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"

namespace winnow::digest {

absl::StatusOr<Digest> Digest::FromBytes(absl::string_view bytes) {
  if (bytes.size() != kSize) return absl::InvalidArgumentError("a digest has 32 bytes");
  Digest digest;
  std::memcpy(digest.bytes.data(), bytes.data(), kSize);
  return digest;
}

absl::StatusOr<Digest> Digest::FromHex(absl::string_view hex) {
  if (hex.size() != 2 * kSize) {
    return absl::InvalidArgumentError("a digest has 64 hexadecimal digits");
  }
  // absl::HexStringToBytes reads anything, so that the characters are checked here.
  for (const char c : hex) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) {
      return absl::InvalidArgumentError("a digest has hexadecimal digits only");
    }
  }
  return FromBytes(absl::HexStringToBytes(hex));
}

std::string Digest::ToHex() const { return absl::BytesToHexString(view()); }

}  // namespace winnow::digest
