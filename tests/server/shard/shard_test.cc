// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/shard.h"

#include <atomic>
#include <chrono>
#include <future>

#include "gtest/gtest.h"
#include "server/shard/tables.h"
#include "storage/memory_engine.h"
#include "tests/server/shard/commands.h"
#include "tests/server/shard/gated_engine.h"
#include "tests/server/shard/shard_bed.h"

namespace winnow::shard::testing {
namespace {

// A shard whose commits a test can hold back.
class GatedShardTest : public ::testing::Test {
 protected:
  void Open(size_t max_waiting = 4096) {
    shard_ = *Shard::Open({.engine = &gate_,
                           .clock = &clock_,
                           .clock_guard = &clock_guard_,
                           .entropy = &entropy_,
                           .max_waiting = max_waiting,
                           .on_failure = [this](absl::Status) { ++failures_; }});
  }
  std::future<absl::StatusOr<Position>> Change(const std::string& key) {
    auto promise = std::make_shared<std::promise<absl::StatusOr<Position>>>();
    shard_->Mutate(
        [&](ShardState& state, MutationLog& log) {
          ++decided_;
          storage::v1::SourceRecord record;
          record.mutable_source()->set_name(key);
          storage::WriteSet writes;
          storage::SourceTable::Put(state.shard, key, record, &writes);
          Commands(state, log).Add(std::move(writes), "Change");
          return absl::OkStatus();
        },
        [promise](absl::StatusOr<Position> position) { promise->set_value(std::move(position)); });
    return promise->get_future();
  }

  ops::FakeClock clock_;
  ops::ClockGuard clock_guard_{clock_};
  ops::FakeEntropy entropy_;
  std::unique_ptr<storage::MemoryEngine> engine_ = *storage::MemoryEngine::Open({1, nullptr});
  GatedEngine gate_{*engine_};
  std::unique_ptr<Shard> shard_;
  int decided_ = 0;
  std::atomic<int> failures_ = 0;
};

bool IsReady(std::future<absl::StatusOr<Position>>& answer) {
  return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

TEST_F(GatedShardTest, AReadWaitsForWhatItSaw) {
  Open();
  gate_.Hold();
  auto change = Change("a");
  gate_.AwaitCommits(1);
  std::promise<absl::StatusOr<Position>> read;
  auto answer = read.get_future();
  shard_->Read(
      [](const ShardState& state) {
        EXPECT_EQ(state.seq, 1u);  // the state shows what is not durable yet
        return absl::OkStatus();
      },
      [&](absl::StatusOr<Position> position) { read.set_value(std::move(position)); });
  EXPECT_FALSE(IsReady(answer));
  gate_.Release();
  const auto position = answer.get();
  ASSERT_TRUE(position.ok());
  EXPECT_EQ(position->seq, 1u);
  EXPECT_EQ(position->epoch, engine_->Head(0)->epoch);
  EXPECT_TRUE(change.get().ok());
}

TEST_F(GatedShardTest, AnErrorOfACommandWaitsForWhatItSawAsWell) {
  Open();
  gate_.Hold();
  auto change = Change("a");
  gate_.AwaitCommits(1);
  std::promise<absl::StatusOr<Position>> refused;
  auto answer = refused.get_future();
  shard_->Mutate([](ShardState&, MutationLog&) { return absl::NotFoundError("no"); },
                 [&](absl::StatusOr<Position> p) { refused.set_value(std::move(p)); });
  EXPECT_FALSE(IsReady(answer));
  gate_.Release();
  EXPECT_EQ(answer.get().status().code(), absl::StatusCode::kNotFound);
}

TEST_F(GatedShardTest, WithoutRoomACommandIsRefusedBeforeItDecides) {
  Open(1);
  gate_.Hold();
  auto first = Change("a");
  gate_.AwaitCommits(1);
  auto second = Change("b");
  EXPECT_EQ(decided_, 2);
  auto third = Change("c");
  ASSERT_TRUE(IsReady(third));
  EXPECT_EQ(third.get().status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(decided_, 2);
  gate_.Release();
  EXPECT_TRUE(first.get().ok());
  EXPECT_TRUE(second.get().ok());
}

TEST_F(GatedShardTest, FollowsTheRegistryEvenWithoutRoom) {
  Open(1);
  gate_.Hold();
  auto first = Change("a");
  gate_.AwaitCommits(1);
  auto second = Change("b");
  auto registry = std::make_shared<RegistrySnapshot>();
  registry->version = 7;
  std::promise<absl::StatusOr<Position>> followed;
  shard_->Follow(registry, [&](absl::StatusOr<Position> p) { followed.set_value(std::move(p)); });
  gate_.Release();
  EXPECT_TRUE(followed.get_future().get().ok());
  auto older = std::make_shared<RegistrySnapshot>();
  older->version = 6;
  shard_->Follow(older, [](absl::StatusOr<Position>) {});
  shard_->Read(
      [](const ShardState& state) {
        EXPECT_EQ(state.registry->version, 7u);
        return absl::OkStatus();
      },
      [](absl::StatusOr<Position>) {});
}

TEST_F(GatedShardTest, AfterAFailureNothingIsDecidedAndNoReadIsAnswered) {
  Open();
  gate_.FailNext({storage::Outcome::kUnknown, 0, absl::UnavailableError("disk")});
  EXPECT_EQ(Change("a").get().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Change("b").get().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(decided_, 1);
  std::promise<absl::StatusOr<Position>> read;
  shard_->Read([](const ShardState&) { return absl::OkStatus(); },
               [&](absl::StatusOr<Position> p) { read.set_value(std::move(p)); });
  EXPECT_EQ(read.get_future().get().status().code(), absl::StatusCode::kUnavailable);
  shard_->Stop();
  EXPECT_EQ(failures_, 1);
  EXPECT_EQ(engine_->Head(0)->last_seq, 0u);
}

TEST_F(GatedShardTest, AfterStopACommandIsRefusedBeforeItDecides) {
  Open();
  EXPECT_TRUE(Change("a").get().ok());
  shard_->Stop();
  EXPECT_EQ(Change("b").get().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(decided_, 1);
}

TEST(Shard, CountsOnFromWhereTheLastLifeEnded) {
  ShardBed bed;
  bed.Must([](ShardState& state, MutationLog& log) {
    Commands(state, log).AddPlainRegistry();
    EXPECT_EQ(state.epoch, 1u);
    return absl::OkStatus();
  });
  ASSERT_TRUE(bed.Reopen().ok());
  bed.Must([](ShardState& state, MutationLog& log) {
    EXPECT_EQ(state.epoch, 2u);
    EXPECT_EQ(state.seq, 2u);
    Commands(state, log).AddSource("other");
    return absl::OkStatus();
  });
  EXPECT_EQ(bed.engine().ReadLeaves(0, 0, 10)->size(), 3u);
}

}  // namespace
}  // namespace winnow::shard::testing
