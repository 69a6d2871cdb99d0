// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/stable_hash.h"

#include <bit>
#include <cstddef>
#include <cstring>

namespace winnow::selection {
namespace {

// "winnowid": any constant would do; it only has to stay.
constexpr uint64_t kStaticIdSeed = 0x77696e6e6f776964u;

constexpr std::size_t kWordBytes = 8;

// Words are little-endian on every machine.
uint64_t FullWord(absl::string_view bytes) {
  uint64_t word;
  std::memcpy(&word, bytes.data(), kWordBytes);
  return std::endian::native == std::endian::little ? word : __builtin_bswap64(word);
}

// Missing bytes are 0.
uint64_t LastWord(absl::string_view bytes) {
  uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    word |= static_cast<uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return word;
}

}  // namespace

uint64_t StableHash64(uint64_t seed, absl::string_view bytes) {
  // The length goes in first, so that the zeros that pad the last word are no content.
  uint64_t hash = Mix(seed, bytes.size());
  for (; bytes.size() >= kWordBytes; bytes.remove_prefix(kWordBytes)) {
    hash = Mix(hash, FullWord(bytes));
  }
  return bytes.empty() ? hash : Mix(hash, LastWord(bytes));
}

uint64_t StaticIdHash(absl::string_view id) { return StableHash64(kStaticIdSeed, id); }

}  // namespace winnow::selection
