// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Digest: the 32 bytes of a SHA-256 or an HMAC-SHA-256.
#ifndef WINNOW_SERVER_DIGEST_DIGEST_H_
#define WINNOW_SERVER_DIGEST_DIGEST_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow::digest {

// A value: copies freely, compares by its bytes, is a key of a hash map. The default is all zeros,
// which no input is known to hash to. Comparison is not constant-time: for secrets there is
// HmacKey::Verify.
struct Digest {
  static constexpr size_t kSize = 32;

  // Reads back what view() and ToHex() wrote; INVALID_ARGUMENT for any other length or character.
  // Hexadecimal digits may be of either case.
  static absl::StatusOr<Digest> FromBytes(absl::string_view bytes);
  static absl::StatusOr<Digest> FromHex(absl::string_view hex);

  // The bytes in place: valid as long as this digest.
  absl::string_view view() const {
    return absl::string_view(reinterpret_cast<const char*>(bytes.data()), kSize);
  }
  // 64 lower-case hexadecimal digits.
  std::string ToHex() const;

  auto operator<=>(const Digest&) const = default;

  template <typename H>
  friend H AbslHashValue(H state, const Digest& digest) {
    return H::combine(std::move(state), digest.bytes);
  }

  std::array<uint8_t, kSize> bytes = {};
};

}  // namespace winnow::digest

#endif  // WINNOW_SERVER_DIGEST_DIGEST_H_
