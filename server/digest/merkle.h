// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Merkle trees as of RFC 6962, section 2.1, and the check of their proofs:
//
//   leaf hash := SHA-256(0x00, leaf)
//   node hash := SHA-256(0x01, left, right)
//   a tree of n > 1 leaves has the largest power of two below n of them on its left
//
// A root commits to every leaf, in order. Pure; safe from any thread.
#ifndef WINNOW_SERVER_DIGEST_MERKLE_H_
#define WINNOW_SERVER_DIGEST_MERKLE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/digest/digest.h"

namespace winnow::digest {

Digest MerkleLeafHash(absl::string_view leaf);
Digest MerkleNodeHash(const Digest& left, const Digest& right);
// The root of the tree without leaves: SHA-256 of nothing.
Digest MerkleEmptyRoot();

// How much of a log is meant, and what it hashes to.
struct TreeHead {
  uint64_t size = 0;
  Digest root = MerkleEmptyRoot();

  bool operator==(const TreeHead&) const = default;
};

// Where a leaf stands.
struct LeafPlace {
  uint64_t index = 0;
  Digest leaf_hash;
};

// OK when `proof` shows that the leaf is in `tree` (RFC 9162, 2.1.3.2); else INVALID_ARGUMENT.
absl::Status VerifyInclusion(const LeafPlace& leaf, const TreeHead& tree,
                             absl::Span<const Digest> proof);

// OK when `proof` shows that `later` extends `earlier` (RFC 9162, 2.1.4.2); else INVALID_ARGUMENT.
// Every tree extends the one without leaves, with an empty proof.
absl::Status VerifyConsistency(const TreeHead& earlier, const TreeHead& later,
                               absl::Span<const Digest> proof);

}  // namespace winnow::digest

#endif  // WINNOW_SERVER_DIGEST_MERKLE_H_
