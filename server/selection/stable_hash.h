// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_STABLE_HASH_H_
#define WINNOW_SERVER_SELECTION_STABLE_HASH_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace winnow::selection {

// The project's own 64-bit hash and counter-based random numbers (S7). The values are part of the
// format of manifests: they are the same on every machine, in every process and in every version,
// and golden tests freeze them. Not a cryptographic hash. Pure functions, safe from any thread.
//
// Every step is a bijection of 64 bits: the finalizer's shape (xor-shift, multiply) is that of
// MurmurHash3 by Austin Appleby, its constants are David Stafford's "variant 13", which splitmix64
// uses as well.

// A bijection in which each bit of the input flips each bit of the output with probability 1/2.
constexpr uint64_t Scramble(uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9u;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// The hash of `value` under `seed`. For one seed it is a bijection of `value`, so that distinct
// values never tie.
constexpr uint64_t Mix(uint64_t seed, uint64_t value) {
  const uint64_t key = Scramble(seed + 0x9e3779b97f4a7c15u);
  return Scramble(Scramble(value ^ key) + key);
}

// The hash of `bytes` under `seed`: any length, any content, empty included.
uint64_t StableHash64(uint64_t seed, absl::string_view bytes);

// The static hash of a candidate id: it names sub-cells (S11), breaks ties of EXPLOIT (S5.1), and
// under a draw's seed orders the members of a cell (S5.3).
uint64_t StaticIdHash(absl::string_view id);

// What a random number of a draw is for. Numbers of different domains are independent.
enum class HashDomain : uint64_t {
  // The random start of the systematic draw of one slice.
  kSystematicStart = 1,
  // The order of cells within a slice.
  kCellOrder = 2,
  // The order of members within a cell.
  kMemberOrder = 3,
  // The random start that the slices with a fractional expectation share.
  kRunStart = 4,
  // The order in which the items of a master sample are handed out.
  kHandOutOrder = 16,
  // The seed of a draw that is simulated.
  kSimulation = 17,
  // The number of gold and anchor items of a batch.
  kControlCount = 18,
  // Which of them it holds.
  kControlOrder = 19,
};

// The key of one domain of a draw. Mix(DomainKey(seed, domain), counter) is the random number at
// `counter`, uniform in units of 2^-64.
constexpr uint64_t DomainKey(uint64_t seed, HashDomain domain) {
  return Mix(seed, static_cast<uint64_t>(domain));
}

// A uniform number in [0, 1) in units of 2^-32, from a counter.
constexpr uint32_t Uniform32(uint64_t domain_key, uint64_t counter) {
  return static_cast<uint32_t>(Mix(domain_key, counter) >> 32);
}

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_STABLE_HASH_H_
