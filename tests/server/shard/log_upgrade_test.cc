// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/log_upgrade.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/digest/leaf_chain.h"
#include "server/shard/log_check.h"
#include "server/shard/log_tree.h"
#include "storage/memory_engine.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::shard::testing {
namespace {

// A shard as the release of schema version 2 left it: leaves in a chain.
class LogUpgradeTest : public ::testing::Test {
 protected:
  void WriteChain(size_t leaves) {
    for (size_t i = 0; i < leaves; ++i) {
      const storage::ShardHead head = *engine_->Head(0);
      storage::v1::LeafRecord leaf;
      leaf.set_seq(head.last_seq + 1);
      leaf.set_object(absl::StrCat("object ", i));
      leaf.set_previous(std::string(chain_.view()));
      const std::string bytes = leaf.SerializeAsString();
      chain_ = digest::ChainLeaf(chain_, bytes);
      ASSERT_EQ(
          engine_
              ->Commit(
                  {{0, head.epoch, head.last_seq}, {}, {}, {bytes}, std::string(chain_.view())})
              .outcome,
          storage::Outcome::kCommitted);
    }
  }

  absl::Status Upgrade(storage::Engine& engine, bool restored = false) {
    LogUpgradeOptions options{.now = absl::UnixEpoch(), .salt_key = "key", .first = std::nullopt};
    if (restored) {
      options.first.emplace();
      options.first->leaf.decision = "RESTORED";
    }
    return UpgradeLog(engine, 0, std::move(options));
  }

  absl::Status Check() { return LogCheck(*engine_, 0).Run(*engine_->Head(0)); }

  storage::v1::LeafRecord Leaf(uint64_t seq) {
    storage::v1::LeafRecord leaf;
    EXPECT_TRUE(leaf.ParseFromString(engine_->ReadLeaves(0, seq - 1, 1)->front().bytes));
    return leaf;
  }

  std::unique_ptr<storage::MemoryEngine> engine_ = *storage::MemoryEngine::Open({1, nullptr});
  digest::Digest chain_ = digest::kEmptyChain;
};

TEST_F(LogUpgradeTest, MakesTheTreeOfEveryLeafAndSaysSo) {
  WriteChain(700);
  EXPECT_TRUE(absl::IsDataLoss(Check())) << "a chain is no tree";
  ASSERT_TRUE(Upgrade(*engine_).ok());
  EXPECT_TRUE(Check().ok()) << Check();
  EXPECT_EQ(engine_->Head(0)->last_seq, 701u);
  EXPECT_EQ(Leaf(701).decision(), "TREE_MADE");
  EXPECT_TRUE(LogTree::Open(*engine_, 0, *engine_->Head(0)).ok());
  ASSERT_TRUE(Upgrade(*engine_).ok());
  EXPECT_EQ(engine_->Head(0)->last_seq, 701u) << "nothing is left to do";
}

TEST_F(LogUpgradeTest, OfAShardWithoutLeavesDoesNothing) {
  ASSERT_TRUE(Upgrade(*engine_).ok());
  EXPECT_EQ(engine_->Head(0)->last_seq, 0u);
}

TEST_F(LogUpgradeTest, StoresTheTilesOfALargeLog) {
  WriteChain(66'000);
  ASSERT_TRUE(Upgrade(*engine_).ok());
  EXPECT_TRUE(Check().ok()) << Check();
}

TEST_F(LogUpgradeTest, BeginsARestoredHistoryFirst) {
  WriteChain(10);
  ASSERT_TRUE(Upgrade(*engine_, true).ok());
  EXPECT_EQ(Leaf(11).decision(), "RESTORED");
  EXPECT_TRUE(Check().ok()) << Check();
}

TEST_F(LogUpgradeTest, RefusesLeavesThatDoNotChainUpToTheHead) {
  WriteChain(300);
  const storage::ShardHead head = *engine_->Head(0);
  ASSERT_EQ(engine_->Commit({{0, head.epoch, 300}, {}, {}, {"changed"}, head.head_note}).outcome,
            storage::Outcome::kCommitted);
  EXPECT_TRUE(absl::IsDataLoss(Upgrade(*engine_)));
  EXPECT_EQ(engine_->Head(0)->last_seq, 301u);
}

}  // namespace
}  // namespace winnow::shard::testing
