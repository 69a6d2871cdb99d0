// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/merkle.h"

#include "server/digest/sha256.h"

namespace winnow::digest {
namespace {

constexpr absl::string_view kLeafDomain("\x00", 1);
constexpr absl::string_view kNodeDomain("\x01", 1);

absl::Status Refused(absl::string_view why) { return absl::InvalidArgumentError(why); }

}  // namespace

Digest MerkleLeafHash(absl::string_view leaf) { return Sha256({kLeafDomain, leaf}); }

Digest MerkleNodeHash(const Digest& left, const Digest& right) {
  return Sha256({kNodeDomain, left.view(), right.view()});
}

Digest MerkleEmptyRoot() {
  static const Digest root = Sha256("");
  return root;
}

absl::Status VerifyInclusion(const LeafPlace& leaf, const TreeHead& tree,
                             absl::Span<const Digest> proof) {
  if (leaf.index >= tree.size) return Refused("the leaf lies beyond the tree");
  uint64_t node = leaf.index;
  uint64_t last = tree.size - 1;
  Digest root = leaf.leaf_hash;
  for (const Digest& sibling : proof) {
    if (last == 0) return Refused("the proof is too long");
    if ((node & 1) != 0 || node == last) {
      root = MerkleNodeHash(sibling, root);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      root = MerkleNodeHash(root, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return Refused("the proof is too short");
  if (root != tree.root) return Refused("the proof does not lead to the root");
  return absl::OkStatus();
}

absl::Status VerifyConsistency(const TreeHead& earlier, const TreeHead& later,
                               absl::Span<const Digest> proof) {
  if (earlier.size > later.size) return Refused("the earlier tree is the larger one");
  if (earlier.size == 0 || earlier.size == later.size) {
    const Digest& known = earlier.size == 0 ? MerkleEmptyRoot() : later.root;
    if (!proof.empty()) return Refused("the proof is too long");
    if (earlier.root != known) return Refused("two trees of one size have two roots");
    return absl::OkStatus();
  }
  uint64_t node = earlier.size - 1;
  uint64_t last = later.size - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  // A tree of a power of two is itself the first node of the path.
  const bool whole = node == 0;
  if (!whole && proof.empty()) return Refused("the proof is too short");
  Digest old_root = whole ? earlier.root : proof.front();
  Digest new_root = old_root;
  for (const Digest& sibling : proof.subspan(whole ? 0 : 1)) {
    if (last == 0) return Refused("the proof is too long");
    if ((node & 1) != 0 || node == last) {
      old_root = MerkleNodeHash(sibling, old_root);
      new_root = MerkleNodeHash(sibling, new_root);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      new_root = MerkleNodeHash(new_root, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return Refused("the proof is too short");
  if (old_root != earlier.root) return Refused("the proof does not lead to the earlier root");
  if (new_root != later.root) return Refused("the proof does not lead to the later root");
  return absl::OkStatus();
}

}  // namespace winnow::digest
