// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/merkle.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "server/digest/merkle_proof.h"
#include "server/digest/merkle_tiles.h"
#include "server/digest/sha256.h"
#include "tests/testing/seed.h"

namespace winnow::digest {
namespace {

using Leaves = std::vector<Digest>;

// RFC 6962, 2.1, word for word.
Digest NaiveRoot(const Leaves& leaves, size_t begin, size_t end) {
  if (begin == end) return MerkleEmptyRoot();
  if (end - begin == 1) return leaves[begin];
  size_t k = 1;
  while (2 * k < end - begin) k *= 2;
  return MerkleNodeHash(NaiveRoot(leaves, begin, begin + k), NaiveRoot(leaves, begin + k, end));
}

Leaves RandomLeaves(size_t count, std::mt19937& random) {
  Leaves leaves;
  for (size_t i = 0; i < count; ++i) leaves.push_back(MerkleLeafHash(std::to_string(random())));
  return leaves;
}

// Nodes of a tree, each hashed anew.
auto NodesOf(const Leaves& leaves) {
  return [&leaves](const MerkleNode& node) -> absl::StatusOr<Digest> {
    const size_t size = size_t{1} << node.height;
    if ((node.index + 1) * size > leaves.size()) return absl::OutOfRangeError("no such node");
    return NaiveRoot(leaves, node.index * size, (node.index + 1) * size);
  };
}

// The seven inputs and the roots of the test vectors of Certificate Transparency's reference tree.
TEST(Merkle, KeepsTheGoldenRootsOfCertificateTransparency) {
  const std::vector<std::string> inputs = {"",
                                           "00",
                                           "10",
                                           "2021",
                                           "3031",
                                           "40414243",
                                           "5051525354555657",
                                           "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string> roots = {
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  MerkleTiles tiles;
  EXPECT_EQ(tiles.Root().ToHex(), roots[0]);
  for (size_t i = 0; i < inputs.size(); ++i) {
    tiles.Append(MerkleLeafHash(absl::HexStringToBytes(inputs[i])), [](const auto&) {});
    EXPECT_EQ(tiles.Root().ToHex(), roots[i + 1]);
  }
}

TEST(Merkle, RootsOfAGrowingTreeAreThoseOfTheDefinition) {
  std::mt19937 random(winnow::testing::Seed());
  const Leaves leaves = RandomLeaves(1100, random);
  MerkleTiles tiles;
  for (size_t size = 0; size < leaves.size(); ++size) {
    if (size < 300 || size % 97 == 0) {
      ASSERT_EQ(tiles.Root(), NaiveRoot(leaves, 0, size)) << size;
    }
    tiles.Append(leaves[size], [&](const MerkleTiles::Tile& tile) {
      const size_t leaves_below = size_t{1} << tile.level * kTileHeight;
      for (size_t i = 0; i < kTileHashes; ++i) {
        const size_t begin = (tile.index * kTileHashes + i) * leaves_below;
        ASSERT_EQ(tile.hashes[i], NaiveRoot(leaves, begin, begin + leaves_below));
      }
    });
  }
}

TEST(Merkle, EveryLeafOfEverySmallTreeIsProven) {
  std::mt19937 random(winnow::testing::Seed());
  const Leaves leaves = RandomLeaves(200, random);
  for (size_t size = 1; size <= leaves.size(); ++size) {
    const Leaves some(leaves.begin(), leaves.begin() + size);
    const TreeHead head{size, NaiveRoot(some, 0, size)};
    for (size_t index = 0; index < size; ++index) {
      const auto proof = InclusionProof(index, size, NodesOf(some));
      ASSERT_TRUE(proof.ok());
      ASSERT_TRUE(VerifyInclusion({index, leaves[index]}, head, *proof).ok()) << index;
      ASSERT_FALSE(VerifyInclusion({index + 1, leaves[index]}, head, *proof).ok());
    }
  }
}

TEST(Merkle, EveryExtensionOfEverySmallTreeIsProven) {
  std::mt19937 random(winnow::testing::Seed());
  const Leaves leaves = RandomLeaves(130, random);
  for (size_t later = 0; later <= leaves.size(); ++later) {
    const TreeHead later_head{later, NaiveRoot(leaves, 0, later)};
    for (size_t earlier = 0; earlier <= later; ++earlier) {
      const TreeHead earlier_head{earlier, NaiveRoot(leaves, 0, earlier)};
      const auto proof = ConsistencyProof(earlier, later, NodesOf(leaves));
      ASSERT_TRUE(proof.ok());
      ASSERT_TRUE(VerifyConsistency(earlier_head, later_head, *proof).ok())
          << earlier << " " << later;
      if (earlier == 0) continue;
      const TreeHead forked{earlier, MerkleLeafHash("fork")};
      ASSERT_FALSE(VerifyConsistency(forked, later_head, *proof).ok());
      ASSERT_EQ(VerifyConsistency(later_head, earlier_head, *proof).ok(), earlier == later);
    }
  }
}

TEST(Merkle, NoChangedBitDroppedOrAddedHashOfAProofPasses) {
  std::mt19937 random(winnow::testing::Seed());
  const Leaves leaves = RandomLeaves(5000, random);
  for (int round = 0; round < 30; ++round) {
    const size_t size = 2 + random() % (leaves.size() - 2);
    const size_t index = random() % size;
    const size_t earlier = 1 + random() % (size - 1);
    const TreeHead head{size, NaiveRoot(leaves, 0, size)};
    const TreeHead before{earlier, NaiveRoot(leaves, 0, earlier)};
    const auto inclusion = *InclusionProof(index, size, NodesOf(leaves));
    const auto consistency = *ConsistencyProof(earlier, size, NodesOf(leaves));
    const auto refused = [&](const std::vector<Digest>& a, const std::vector<Digest>& b) {
      EXPECT_EQ(VerifyInclusion({index, leaves[index]}, head, a).ok(), a == inclusion);
      EXPECT_EQ(VerifyConsistency(before, head, b).ok(), b == consistency);
    };
    ASSERT_TRUE(VerifyInclusion({index, leaves[index]}, head, inclusion).ok());
    ASSERT_TRUE(VerifyConsistency(before, head, consistency).ok());
    for (size_t byte = 0; byte < 32 * std::max(inclusion.size(), consistency.size()); ++byte) {
      auto a = inclusion;
      auto b = consistency;
      if (byte < 32 * a.size()) a[byte / 32].bytes[byte % 32] ^= 1 << random() % 8;
      if (byte < 32 * b.size()) b[byte / 32].bytes[byte % 32] ^= 1 << random() % 8;
      refused(a, b);
    }
    for (size_t place = 0; place <= std::max(inclusion.size(), consistency.size()); ++place) {
      auto a = inclusion;
      auto b = consistency;
      if (place < a.size()) a.erase(a.begin() + place);
      if (place < b.size()) b.erase(b.begin() + place);
      refused(a, b);
      a = inclusion;
      b = consistency;
      if (place <= a.size()) a.insert(a.begin() + place, leaves[random() % leaves.size()]);
      if (place <= b.size()) b.insert(b.begin() + place, leaves[random() % leaves.size()]);
      refused(a, b);
    }
  }
}

TEST(MerkleTiles, GrowOnFromTheirEdge) {
  std::mt19937 random(winnow::testing::Seed());
  const Leaves leaves = RandomLeaves(66'000, random);
  MerkleTiles whole;
  for (size_t size = 0; size < leaves.size(); ++size) {
    if (size % 4999 == 0 || size % 256 < 2 || size > 65'530) {
      std::vector<std::vector<Digest>> edge;
      for (uint32_t level = 0; level < MerkleTiles::Levels(size); ++level)
        edge.emplace_back(whole.Edge(level).begin(), whole.Edge(level).end());
      auto again = MerkleTiles::FromEdge(size, edge);
      ASSERT_TRUE(again.ok());
      ASSERT_EQ(again->Root(), whole.Root());
      again->Append(leaves[size], [](const auto&) {});
      edge.emplace_back();
      EXPECT_FALSE(MerkleTiles::FromEdge(size, edge).ok());
    }
    whole.Append(leaves[size], [](const auto&) {});
  }
}

}  // namespace
}  // namespace winnow::digest
