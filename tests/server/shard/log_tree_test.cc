// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/log_tree.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "storage/memory_engine.h"
#include "storage/tables/audit_tables.h"
#include "tests/testing/seed.h"

namespace winnow::shard::testing {
namespace {

// A shard that has nothing but leaves.
class LogTreeTest : public ::testing::Test {
 protected:
  absl::Status Open() {
    auto tree = LogTree::Open(*engine_, 0, *engine_->Head(0));
    if (!tree.ok()) return tree.status();
    tree_ = *std::move(tree);
    return absl::OkStatus();
  }

  void Append(size_t count) {
    const storage::ShardHead head = *engine_->Head(0);
    storage::Commit commit{{0, head.epoch, head.last_seq}, {}, {}, {}, ""};
    storage::WriteSet writes;
    for (size_t i = 0; i < count; ++i) {
      commit.leaves.push_back(absl::StrCat("leaf ", head.last_seq + i));
      tree_->Append(commit.leaves.back(), writes);
    }
    writes.MoveInto(&commit);
    commit.head_note = tree_->Note();
    ASSERT_EQ(engine_->Commit(commit).outcome, storage::Outcome::kCommitted);
    tree_->Publish();
  }

  std::unique_ptr<storage::MemoryEngine> engine_ = *storage::MemoryEngine::Open({1, nullptr});
  std::unique_ptr<LogTree> tree_;
};

TEST_F(LogTreeTest, IsTheSameAfterAnOpenAtAnySize) {
  std::mt19937 random(winnow::testing::Seed());
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(tree_->Head(), digest::TreeHead());
  for (int i = 0; i < 60; ++i) {
    Append(1 + random() % 97);
    const digest::TreeHead head = tree_->Head();
    ASSERT_TRUE(Open().ok());
    ASSERT_EQ(tree_->Head(), head);
  }
  Append(70'000 - tree_->Head().size);
  const digest::TreeHead head = tree_->Head();
  ASSERT_TRUE(Open().ok()) << "with a level above that of 65,536 leaves";
  EXPECT_EQ(tree_->Head(), head);
  Append(1);
  ASSERT_TRUE(Open().ok());
}

TEST_F(LogTreeTest, ProvesLeavesAndExtensionsOfEveryFormerSize) {
  std::mt19937 random(winnow::testing::Seed());
  ASSERT_TRUE(Open().ok());
  std::vector<digest::TreeHead> heads;
  while (tree_->Head().size < 70'000) {
    Append(1 + random() % 5'000);
    heads.push_back(tree_->Head());
  }
  ASSERT_TRUE(Open().ok());
  for (const digest::TreeHead& earlier : heads) {
    EXPECT_EQ(*tree_->HeadAt(earlier.size), earlier);
    const digest::TreeHead& later = heads[random() % heads.size()];
    if (later.size < earlier.size) continue;
    const auto proof = tree_->Consistency(earlier.size, later.size);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_TRUE(digest::VerifyConsistency(earlier, later, *proof).ok());
    const uint64_t index = random() % earlier.size;
    const digest::Digest leaf = digest::MerkleLeafHash(absl::StrCat("leaf ", index));
    const auto inclusion = tree_->Inclusion(index, earlier.size);
    ASSERT_TRUE(inclusion.ok()) << inclusion.status();
    EXPECT_TRUE(digest::VerifyInclusion({index, leaf}, earlier, *inclusion).ok());
    EXPECT_LE(inclusion->size(), 18u);
  }
}

TEST_F(LogTreeTest, WritesEachTileAboveTheLeavesOnce) {
  ASSERT_TRUE(Open().ok());
  size_t tiles = 0;
  storage::WriteSet writes;
  for (int i = 0; i < 70'000; ++i) {
    tree_->Append("leaf", writes);
    tiles += writes.ops();
    writes = {};
  }
  EXPECT_EQ(tiles, 1u);
}

TEST_F(LogTreeTest, DoesNotOpenWithATileThatIsGoneOrALeafThatIsChanged) {
  ASSERT_TRUE(Open().ok());
  Append(66'000);
  const std::string key = storage::TileTable::Key(0, {1, 0});
  const std::string tile = **engine_->Get(0, {key})->begin();
  const storage::ShardHead head = *engine_->Head(0);
  tree_->Append("one more", *std::make_unique<storage::WriteSet>());
  ASSERT_EQ(
      engine_->Commit({{0, head.epoch, 66'000}, {}, {key}, {"one more"}, tree_->Note()}).outcome,
      storage::Outcome::kCommitted);
  EXPECT_TRUE(absl::IsDataLoss(Open()));
  tree_->Append("two more", *std::make_unique<storage::WriteSet>());
  ASSERT_EQ(
      engine_->Commit({{0, head.epoch, 66'001}, {{key, tile}}, {}, {"changed"}, tree_->Note()})
          .outcome,
      storage::Outcome::kCommitted);
  EXPECT_TRUE(absl::IsDataLoss(Open()));
}

}  // namespace
}  // namespace winnow::shard::testing
