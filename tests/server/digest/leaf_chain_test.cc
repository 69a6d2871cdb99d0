// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/leaf_chain.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/digest/sha256.h"

namespace winnow::digest {
namespace {

using Leaves = std::vector<std::string>;

Digest Head(const Leaves& leaves) {
  Digest head = kEmptyChain;
  for (const std::string& leaf : leaves) head = ChainLeaf(head, leaf);
  return head;
}

Leaves SomeLeaves() {
  Leaves leaves;
  for (int i = 0; i < 6; ++i) leaves.push_back(absl::StrCat("leaf ", i));
  return leaves;
}

// Frozen: shards on disk hold these heads. Computed with another implementation of SHA-256.
TEST(LeafChain, KeepsItsGoldenHeads) {
  EXPECT_EQ(Head({}).ToHex(), std::string(64, '0'));
  EXPECT_EQ(Head({""}).ToHex(), "1a7dfdeaffeedac489287e85be5e9c049a2ff6470f55cf30260f55395ac1b159");
  EXPECT_EQ(Head({"a", "b"}).ToHex(),
            "c858329d0ca1af324cbe38207e5e6b8979b06b7f86a299a5f091f214e3113f8d");
}

TEST(LeafChain, IsTheDigestOfDomainHeadAndLeaf) {
  const Digest head = Sha256("any head");
  EXPECT_EQ(ChainLeaf(head, "leaf"), Sha256(absl::StrCat("\x01", head.view(), "leaf")));
}

// G5: no change to the leaves keeps the head.
TEST(LeafChain, TellsEveryChangeOfTheLeaves) {
  const Leaves original = SomeLeaves();
  std::set<Digest> heads = {Head(original)};
  size_t variants = 1;
  const auto expect_new = [&](const Leaves& changed) {
    heads.insert(Head(changed));
    EXPECT_EQ(heads.size(), ++variants);
  };
  for (size_t i = 0; i < original.size(); ++i) {
    Leaves changed = original;
    changed[i] += ' ';
    expect_new(changed);
    Leaves dropped = original;
    dropped.erase(dropped.begin() + static_cast<long>(i));
    expect_new(dropped);
    Leaves added = original;
    added.insert(added.begin() + static_cast<long>(i), "new");
    expect_new(added);
    if (i == 0) continue;
    Leaves moved = original;
    std::swap(moved[i - 1], moved[i]);
    expect_new(moved);
    Leaves joined = original;
    joined[i - 1] += joined[i];
    joined.erase(joined.begin() + static_cast<long>(i));
    expect_new(joined);
  }
}

TEST(LeafChain, AnEmptyLeafCounts) { EXPECT_NE(Head({""}), Head({})); }

}  // namespace
}  // namespace winnow::digest
