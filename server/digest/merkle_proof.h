// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Proofs about Merkle trees (merkle.h), made from the hashes of their complete subtrees.
#ifndef WINNOW_SERVER_DIGEST_MERKLE_PROOF_H_
#define WINNOW_SERVER_DIGEST_MERKLE_PROOF_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "server/digest/digest.h"

namespace winnow::digest {

// A complete subtree: over the leaves index * 2^height up to, without, (index + 1) * 2^height.
struct MerkleNode {
  uint32_t height = 0;
  uint64_t index = 0;

  bool operator==(const MerkleNode&) const = default;
};

// Gives the hash of a complete subtree. Its errors are those of the functions below.
using MerkleNodes = absl::FunctionRef<absl::StatusOr<Digest>(const MerkleNode&)>;

// The root of the first `size` leaves. Asks for O(log size) nodes, as all below.
absl::StatusOr<Digest> MerkleRoot(uint64_t size, MerkleNodes nodes);

// The proof of leaf `index` in the tree of `size` leaves (RFC 6962, 2.1.1). `index` is below
// `size`.
absl::StatusOr<std::vector<Digest>> InclusionProof(uint64_t index, uint64_t size,
                                                   MerkleNodes nodes);

// The proof that the tree of `later` leaves extends that of `earlier` (RFC 6962, 2.1.2), which is
// empty for none and for the same. `earlier` is at most `later`.
absl::StatusOr<std::vector<Digest>> ConsistencyProof(uint64_t earlier, uint64_t later,
                                                     MerkleNodes nodes);

}  // namespace winnow::digest

#endif  // WINNOW_SERVER_DIGEST_MERKLE_PROOF_H_
