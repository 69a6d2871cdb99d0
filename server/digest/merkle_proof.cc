// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/merkle_proof.h"

#include <algorithm>
#include <bit>

#include "server/digest/merkle.h"

namespace winnow::digest {
namespace {

// The leaves from `begin` up to, without, `end`: a subtree that recursion of RFC 6962 comes to, so
// that `begin` is a multiple of the largest power of two below their number.
struct Leaves {
  uint64_t begin;
  uint64_t end;

  uint64_t size() const { return end - begin; }
  // Where the left part ends. More than one leaf.
  uint64_t middle() const { return begin + std::bit_floor(size() - 1); }
};

absl::StatusOr<Digest> RootOf(Leaves leaves, MerkleNodes nodes) {
  // Complete subtrees from the left, each smaller than the one before.
  std::vector<Digest> parts;
  while (leaves.size() > 0) {
    const uint64_t size = std::bit_floor(leaves.size());
    const auto height = static_cast<uint32_t>(std::countr_zero(size));
    const absl::StatusOr<Digest> hash = nodes({height, leaves.begin >> height});
    if (!hash.ok()) return hash.status();
    parts.push_back(*hash);
    leaves.begin += size;
  }
  Digest root = parts.back();
  for (size_t i = parts.size() - 1; i > 0; --i) root = MerkleNodeHash(parts[i - 1], root);
  return root;
}

// Hashes the subtrees in `siblings`, the last first.
absl::StatusOr<std::vector<Digest>> HashBackwards(const std::vector<Leaves>& siblings,
                                                  MerkleNodes nodes) {
  std::vector<Digest> proof;
  for (size_t i = siblings.size(); i > 0; --i) {
    const absl::StatusOr<Digest> hash = RootOf(siblings[i - 1], nodes);
    if (!hash.ok()) return hash.status();
    proof.push_back(*hash);
  }
  return proof;
}

}  // namespace

absl::StatusOr<Digest> MerkleRoot(uint64_t size, MerkleNodes nodes) {
  if (size == 0) return MerkleEmptyRoot();
  return RootOf({0, size}, nodes);
}

absl::StatusOr<std::vector<Digest>> InclusionProof(uint64_t index, uint64_t size,
                                                   MerkleNodes nodes) {
  std::vector<Leaves> siblings;  // from the root down
  Leaves at{0, size};
  while (at.size() > 1) {
    const Leaves left{at.begin, at.middle()};
    const Leaves right{at.middle(), at.end};
    const bool goes_left = index < left.end;
    siblings.push_back(goes_left ? right : left);
    at = goes_left ? left : right;
  }
  return HashBackwards(siblings, nodes);
}

absl::StatusOr<std::vector<Digest>> ConsistencyProof(uint64_t earlier, uint64_t later,
                                                     MerkleNodes nodes) {
  if (earlier == 0 || earlier == later) return std::vector<Digest>();
  std::vector<Leaves> siblings;  // from the root down
  Leaves at{0, later};
  // Until the border of the earlier tree is that of a subtree.
  while (at.end != earlier) {
    const Leaves left{at.begin, at.middle()};
    const Leaves right{at.middle(), at.end};
    const bool goes_left = earlier <= left.end;
    siblings.push_back(goes_left ? right : left);
    at = goes_left ? left : right;
  }
  // The verifier knows the earlier tree itself.
  if (at.begin != 0) siblings.push_back(at);
  return HashBackwards(siblings, nodes);
}

}  // namespace winnow::digest
