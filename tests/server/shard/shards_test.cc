// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/shards.h"

#include <future>

#include "gtest/gtest.h"
#include "server/shard/mutate_and_wait.h"
#include "storage/memory_engine.h"
#include "tests/server/shard/commands.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/fake_entropy.h"

namespace winnow::shard::testing {
namespace {

class ShardsTest : public ::testing::Test {
 protected:
  ShardsTest() { Open(); }

  void Open() {
    shards_ = nullptr;
    auto image = engine_ == nullptr ? nullptr : engine_->image();
    engine_ = *storage::MemoryEngine::Open({3, std::move(image)});
    ShardsOptions options;
    options.engine = engine_.get();
    options.clock = &clock_;
    options.entropy = &entropy_;
    options.shards = 3;
    shards_ = *Shards::Open(std::move(options));
  }
  std::vector<uint64_t> Versions() {
    std::vector<uint64_t> versions;
    for (size_t i = 0; i < shards_->size(); ++i) {
      EXPECT_TRUE(MutateAndWait(shards_->at(i), [&](ShardState& state, MutationLog&) {
                    versions.push_back(state.registry->version);
                    return absl::OkStatus();
                  }).ok());
    }
    return versions;
  }

  ops::FakeClock clock_;
  ops::FakeEntropy entropy_;
  std::unique_ptr<storage::MemoryEngine> engine_;
  std::unique_ptr<Shards> shards_;
};

TEST_F(ShardsTest, MakeTheSplitKeyOnce) {
  const std::string key(shards_->database_key());
  EXPECT_EQ(key.size(), 32u);
  Open();
  EXPECT_EQ(shards_->database_key(), key);
}

TEST_F(ShardsTest, KeepTheSplitKeyOutOfTheLeaves) {
  const auto leaves = engine_->ReadLeaves(0, 0, 10);
  ASSERT_TRUE(leaves.ok());
  ASSERT_EQ(leaves->size(), 1u);
  EXPECT_EQ((*leaves)[0].bytes.find(std::string(shards_->database_key())), std::string::npos);
}

TEST_F(ShardsTest, KnowTheShardOfAQueueOnceItIsAdded) {
  EXPECT_EQ(shards_->OfQueue("q"), nullptr);
  shards_->AddQueue("q", 2);
  EXPECT_EQ(shards_->OfQueue("q"), &shards_->at(2));
  shards_->AddQueue("far", 9);  // a shard that this process does not have
  EXPECT_EQ(shards_->OfQueue("far"), nullptr);
}

TEST_F(ShardsTest, LetEveryShardFollowTheNewestRegistry) {
  EXPECT_EQ(Versions(), (std::vector<uint64_t>{1, 1, 1}));
  for (const uint64_t version : {5, 3}) {
    auto snapshot = std::make_shared<RegistrySnapshot>();
    snapshot->version = version;
    std::promise<absl::Status> done;
    shards_->Follow(snapshot, [&](absl::Status status) { done.set_value(std::move(status)); });
    EXPECT_TRUE(done.get_future().get().ok());
    EXPECT_EQ(Versions(), (std::vector<uint64_t>{5, 5, 5}));
    EXPECT_EQ(shards_->registry().Get()->version, 5u);
  }
}

TEST_F(ShardsTest, LetAShardWithQueuesFollowTheRegistryOfTheControlShardAfterAStart) {
  ASSERT_TRUE(MutateAndWait(shards_->control(), [](ShardState& state, MutationLog& log) {
                Commands(state, log).AddPlainRegistry();
                return absl::OkStatus();
              }).ok());
  ASSERT_TRUE(MutateAndWait(shards_->at(1), [](ShardState& state, MutationLog& log) {
                Commands commands(state, log);
                commands.AddQueue();
                commands.Put(PlainCandidate("a"));
                commands.Activate(PlainPolicy());
                EXPECT_FALSE(commands.queue().frame.index()->Contains(0));
                return absl::OkStatus();
              }).ok());
  Open();
  ASSERT_TRUE(MutateAndWait(shards_->at(1), [](ShardState& state, MutationLog&) {
                EXPECT_TRUE(state.FindQueue(kQueue)->frame.index()->Contains(0));
                return absl::OkStatus();
              }).ok());
}

TEST_F(ShardsTest, AreNotOpenedOverADamagedDirectory) {
  // A queue row whose number another queue has (recovery_test has the rest).
  ASSERT_TRUE(MutateAndWait(shards_->at(2), [](ShardState& state, MutationLog& log) {
                Commands(state, log).AddQueue("a");
                --state.last_queue_no;
                Commands(state, log).AddQueue("b");
                return absl::OkStatus();
              }).ok());
  shards_ = nullptr;
  engine_ = *storage::MemoryEngine::Open({3, engine_->image()});
  ShardsOptions options;
  options.engine = engine_.get();
  options.clock = &clock_;
  options.entropy = &entropy_;
  options.shards = 3;
  EXPECT_EQ(Shards::Open(std::move(options)).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace winnow::shard::testing
