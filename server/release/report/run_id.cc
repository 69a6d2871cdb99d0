// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/run_id.h"

#include <cstdint>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace winnow::release {
namespace {

// FNV-1a of 128 bits, draft-eastlake-fnv.
absl::uint128 Fnv128(absl::string_view bytes) {
  const absl::uint128 prime = absl::MakeUint128(0x0000000001000000u, 0x000000000000013bu);
  absl::uint128 hash = absl::MakeUint128(0x6c62272e07bb0142u, 0x62b821756295c58du);
  for (const char byte : bytes) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= prime;
  }
  return hash;
}

}  // namespace

std::string RunId(absl::string_view name, absl::string_view digest) {
  // A line feed stands in neither.
  const absl::uint128 hash = Fnv128(absl::StrCat(name, "\n", digest));
  uint64_t high = absl::Uint128High64(hash);
  uint64_t low = absl::Uint128Low64(hash);
  high = (high & 0xffffffffffff0fffu) | 0x8000u;            // version
  low = (low & 0x3fffffffffffffffu) | 0x8000000000000000u;  // variant
  return absl::StrFormat("%08x-%04x-%04x-%04x-%012x", high >> 32, (high >> 16) & 0xffffu,
                         high & 0xffffu, low >> 48, low & 0xffffffffffffu);
}

}  // namespace winnow::release
