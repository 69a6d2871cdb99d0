// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/merkle_tiles.h"

#include <bit>
#include <utility>

#include "server/digest/merkle.h"

namespace winnow::digest {

uint32_t MerkleTiles::Levels(uint64_t size) {
  return (static_cast<uint32_t>(std::bit_width(size)) + kTileHeight - 1) / kTileHeight;
}

absl::StatusOr<MerkleTiles> MerkleTiles::FromEdge(uint64_t size,
                                                  std::vector<std::vector<Digest>> edge) {
  const absl::Status wrong = absl::InvalidArgumentError("the edge is not that of this size");
  if (edge.size() != Levels(size)) return wrong;
  MerkleTiles tiles;
  tiles.size_ = size;
  for (uint32_t level = 0; level < edge.size(); ++level) {
    if (edge[level].size() != (size >> (level * kTileHeight)) % kTileHashes) return wrong;
  }
  tiles.edge_ = std::move(edge);
  for (int bit = 63; bit >= 0; --bit) {
    if ((size >> bit & 1) == 0) continue;
    const uint32_t level = static_cast<uint32_t>(bit) / kTileHeight;
    const uint32_t height = static_cast<uint32_t>(bit) % kTileHeight;
    const uint64_t index = (size >> bit) - 1;
    tiles.peaks_.push_back(FoldTile(tiles.edge_[level], (index << height) % kTileHashes, height));
  }
  return tiles;
}

void MerkleTiles::Append(const Digest& leaf_hash, OnComplete on_complete) {
  Digest node = leaf_hash;
  uint32_t height = 0;
  while (true) {
    if (height % kTileHeight == 0) {
      const uint32_t level = height / kTileHeight;
      if (level == edge_.size()) edge_.emplace_back();
      std::vector<Digest>& tile = edge_[level];
      tile.push_back(node);
      if (tile.size() == kTileHashes) {
        on_complete({level, size_ >> (height + kTileHeight), tile});
        tile.clear();
      }
    }
    if ((size_ >> height & 1) == 0) break;
    node = MerkleNodeHash(peaks_.back(), node);
    peaks_.pop_back();
    ++height;
  }
  peaks_.push_back(node);
  ++size_;
}

Digest MerkleTiles::Root() const {
  if (peaks_.empty()) return MerkleEmptyRoot();
  Digest root = peaks_.back();
  for (size_t i = peaks_.size() - 1; i > 0; --i) root = MerkleNodeHash(peaks_[i - 1], root);
  return root;
}

absl::Span<const Digest> MerkleTiles::Edge(uint32_t level) const {
  return level < edge_.size() ? absl::Span<const Digest>(edge_[level]) : absl::Span<const Digest>();
}

Digest FoldTile(absl::Span<const Digest> hashes, size_t offset, uint32_t height) {
  const absl::Span<const Digest> lowest = hashes.subspan(offset, size_t{1} << height);
  std::vector<Digest> nodes(lowest.begin(), lowest.end());
  for (; height > 0; --height) {
    for (size_t i = 0; i < nodes.size() / 2; ++i)
      nodes[i] = MerkleNodeHash(nodes[2 * i], nodes[2 * i + 1]);
    nodes.resize(nodes.size() / 2);
  }
  return nodes.front();
}

}  // namespace winnow::digest
