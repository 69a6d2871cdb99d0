// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// MerkleTiles: the right edge of a growing Merkle tree (merkle.h). Nodes of the heights 0, 8, 16,
// ... are grouped in tiles of 256 neighbours. A complete tile never changes, so it is handed out
// once, to be stored, and forgotten.
#ifndef WINNOW_SERVER_DIGEST_MERKLE_TILES_H_
#define WINNOW_SERVER_DIGEST_MERKLE_TILES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/digest/digest.h"
#include "server/digest/merkle_proof.h"

namespace winnow::digest {

inline constexpr uint32_t kTileHeight = 8;
inline constexpr size_t kTileHashes = size_t{1} << kTileHeight;

// A value of at most 64 kB per 2^64 leaves. Not thread-safe.
class MerkleTiles {
 public:
  // A tile that is complete: the nodes of height 8 * level with the numbers 256 * index onwards.
  struct Tile {
    uint32_t level;
    uint64_t index;
    absl::Span<const Digest> hashes;
  };
  using OnComplete = absl::FunctionRef<void(const Tile&)>;

  // Of no leaves.
  MerkleTiles() = default;
  // Of `size` leaves. `edge` has the incomplete tile of each level, lowest first: (size >> 8 *
  // level) % 256 hashes each. INVALID_ARGUMENT when it has not.
  static absl::StatusOr<MerkleTiles> FromEdge(uint64_t size, std::vector<std::vector<Digest>> edge);
  // How many levels a tree of `size` leaves has nodes on.
  static uint32_t Levels(uint64_t size);

  // Two hashes on average; tells about each tile that becomes complete, lower levels first.
  void Append(const Digest& leaf_hash, OnComplete on_complete);

  uint64_t size() const { return size_; }
  // O(log size) hashes.
  Digest Root() const;
  // The incomplete tile of a level.
  absl::Span<const Digest> Edge(uint32_t level) const;

 private:
  uint64_t size_ = 0;
  std::vector<std::vector<Digest>> edge_;
  // Roots of the complete subtrees that the leaves fall into, the largest first.
  std::vector<Digest> peaks_;
};

// The hash of a complete subtree within the first hashes of a tile: of the node of that height,
// at most 8 above the tile's, whose lowest nodes begin at `offset`. The hashes must be there.
Digest FoldTile(absl::Span<const Digest> hashes, size_t offset, uint32_t height);

}  // namespace winnow::digest

#endif  // WINNOW_SERVER_DIGEST_MERKLE_TILES_H_
