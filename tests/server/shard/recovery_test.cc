// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/recovery.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/shard/tables.h"
#include "tests/server/shard/commands.h"
#include "tests/server/shard/random_life.h"
#include "tests/server/shard/shard_bed.h"
#include "tests/server/shard/state_digest.h"
#include "tests/testing/seed.h"

namespace winnow::shard::testing {
namespace {

std::set<std::string> Digest(RandomLife& life) {
  std::set<std::string> digest;
  life.bed().Must([&](ShardState& state, MutationLog&) {
    digest = StateDigest(state, life.requests());
    return absl::OkStatus();
  });
  return digest;
}

// What one digest has and the other has not.
std::string Difference(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::string out;
  for (const std::string& line : a)
    if (!b.contains(line)) absl::StrAppend(&out, "- ", line, "\n");
  for (const std::string& line : b)
    if (!a.contains(line)) absl::StrAppend(&out, "+ ", line, "\n");
  return out;
}

TEST(Recovery, RebuildsTheStateThatRandomCommandsLeft) {
  const uint32_t first = winnow::testing::Seed();
  for (uint32_t seed = first; seed < first + 30; ++seed) {
    SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
    RandomLife life(seed);
    life.Begin();
    for (int restart = 0; restart < 4; ++restart) {
      for (int i = 0; i < 120; ++i) life.Step();
      const std::set<std::string> live = Digest(life);
      const absl::Status status = life.bed().Reopen();
      ASSERT_TRUE(status.ok()) << status;
      ASSERT_EQ(Difference(live, Digest(life)), "");
    }
  }
}

TEST(Recovery, GivesALiveLeaseItsFullTermAgainButNotPastRetention) {
  ShardBed bed;
  const absl::Time now = bed.clock().WallNow();
  bed.Must([&](ShardState& state, MutationLog& log) {
    Commands commands(state, log);
    commands.AddQueue();
    v1::Candidate near = PlainCandidate("near");
    near.mutable_retain_until()->set_seconds(absl::ToUnixSeconds(now + absl::Minutes(45)));
    commands.Grant("l", {commands.Put(PlainCandidate("far"))});
    commands.Grant("l", {commands.Put(near)});
    return absl::OkStatus();
  });
  bed.clock().Advance(absl::Minutes(30));
  ASSERT_TRUE(bed.Reopen().ok());
  bed.Must([&](ShardState& state, MutationLog&) {
    LeaseBook& leases = state.FindQueue(kQueue)->leases;
    // Leases are granted for an hour.
    EXPECT_EQ(leases.Find(1)->deadline - state.now.steady, absl::Hours(1));
    EXPECT_EQ(leases.Find(2)->deadline - state.now.steady, absl::Minutes(15));
    return absl::OkStatus();
  });
}

TEST(Recovery, FindsTheLastBatchAmongAnyNumberOfClosedOnes) {
  ShardBed bed;
  bed.Must([](ShardState& state, MutationLog& log) {
    Commands commands(state, log);
    commands.AddQueue();
    commands.Put(PlainCandidate("a"));
    commands.Put(PlainCandidate("b"));
    return absl::OkStatus();
  });
  BatchNo open = 0;
  for (BatchNo batches = 0; batches <= 70; ++batches) {
    ASSERT_TRUE(bed.Reopen().ok());
    bed.Must([&](ShardState& state, MutationLog& log) {
      Commands commands(state, log);
      EXPECT_EQ(commands.queue().last_batch, batches);
      EXPECT_EQ(commands.queue().last_manifest.bytes[0], batches);
      const BatchNo granted = commands.Grant("l", {0});
      commands.Close(granted, v1::BATCH_STATE_COMPLETED);
      // From the middle on an old batch stays open, so that the search begins at it.
      if (batches == 35) open = commands.Grant("l", {1});
      return absl::OkStatus();
    });
    if (batches == 35) ++batches;
  }
  EXPECT_EQ(open, 37u);
}

TEST(Recovery, CountsChunksOnWhereAllWereFolded) {
  ShardBed bed;
  bed.Must([](ShardState& state, MutationLog& log) {
    Commands commands(state, log);
    commands.AddQueue().record.set_applied_chunk(7);
    storage::WriteSet writes;
    storage::QueueTable::Put(state.shard, kQueue, commands.queue().record, &writes);
    commands.Add(std::move(writes), "Fold");
    return absl::OkStatus();
  });
  ASSERT_TRUE(bed.Reopen().ok());
  bed.Must([](ShardState& state, MutationLog&) {
    EXPECT_EQ(state.FindQueue(kQueue)->next_chunk, 8u);
    return absl::OkStatus();
  });
}

// Rows that contradict each other are refused (recovery.h): better no server than a wrong one.
class ContradictionTest : public ::testing::Test {
 protected:
  // A queue with two candidates, an open batch with the first of them, a chunk.
  void SetUp() override {
    bed_.Must([](ShardState& state, MutationLog& log) {
      Commands commands(state, log);
      commands.AddQueue();
      commands.AddPlainRegistry();
      commands.Put(PlainCandidate("a"));
      commands.Put(PlainCandidate("b"));
      commands.Push({{0, SignalAt("confidence", 0.5, absl::FromUnixSeconds(1767225600))}});
      commands.Grant("l", {0});
      return absl::OkStatus();
    });
  }
  template <typename Damage>
  void ExpectRefused(Damage damage) {
    bed_.Must([&](ShardState& state, MutationLog& log) {
      storage::WriteSet writes;
      damage(writes);
      Commands(state, log).Add(std::move(writes), "Damage");
      return absl::OkStatus();
    });
    const absl::Status status = bed_.Reopen();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  }
  template <typename TableType>
  typename TableType::Record Row(const typename TableType::Id& id) {
    return **TableType::Get(bed_.engine(), 0, id);
  }

  ShardBed bed_;
};

TEST_F(ContradictionTest, AGapInTheArrivals) {
  ExpectRefused([](auto& writes) { storage::CandidateTable::Delete(0, {1, 0}, &writes); });
}
TEST_F(ContradictionTest, TwoCandidatesWithOneId) {
  ExpectRefused([&](auto& writes) {
    storage::CandidateTable::Put(0, {1, 2}, Row<storage::CandidateTable>({1, 0}), &writes);
  });
}
TEST_F(ContradictionTest, AnIdThatNoCandidateCanHave) {
  ExpectRefused([&](auto& writes) {
    auto row = Row<storage::CandidateTable>({1, 0});
    row.mutable_candidate()->set_candidate_id(std::string(size_t{1} << 19, 'x'));
    storage::CandidateTable::Put(0, {1, 2}, row, &writes);
  });
}
TEST_F(ContradictionTest, ARowOfNoQueue) {
  ExpectRefused([&](auto& writes) {
    storage::CandidateTable::Put(0, {2, 0}, Row<storage::CandidateTable>({1, 0}), &writes);
  });
}
TEST_F(ContradictionTest, TwoQueuesWithOneNumber) {
  ExpectRefused([&](auto& writes) {
    auto row = Row<storage::QueueTable>(kQueue);
    row.set_queue_id("other");
    storage::QueueTable::Put(0, "other", row, &writes);
  });
}
TEST_F(ContradictionTest, AQueueUnderAnothersId) {
  ExpectRefused([&](auto& writes) {
    auto row = Row<storage::QueueTable>(kQueue);
    row.set_queue_no(2);
    storage::QueueTable::Put(0, "other", row, &writes);
  });
}
TEST_F(ContradictionTest, APolicyThatDoesNotFitItsQueue) {
  ExpectRefused([&](auto& writes) {
    auto row = Row<storage::QueueTable>(kQueue);
    *row.mutable_active_policy()->mutable_policy() = PlainPolicy();
    row.mutable_active_policy()->mutable_policy()->add_caps()->set_attribute("unknown");
    storage::QueueTable::Put(0, kQueue, row, &writes);
  });
}
TEST_F(ContradictionTest, AGapInTheChunks) {
  ExpectRefused([&](auto& writes) {
    storage::SignalTable::Put(0, {1, 3}, Row<storage::SignalTable>({1, 1}), &writes);
  });
}
TEST_F(ContradictionTest, AChunkThatWasFolded) {
  ExpectRefused([&](auto& writes) {
    auto row = Row<storage::QueueTable>(kQueue);
    row.set_applied_chunk(1);
    storage::QueueTable::Put(0, kQueue, row, &writes);
  });
}
TEST_F(ContradictionTest, AChunkAboutNoCandidate) {
  ExpectRefused([&](auto& writes) {
    auto row = Row<storage::SignalTable>({1, 1});
    row.set_arrival_delta(0, 2);
    storage::SignalTable::Put(0, {1, 1}, row, &writes);
  });
}
TEST_F(ContradictionTest, ALabelOfNoCandidate) {
  ExpectRefused([](auto& writes) {
    storage::LabelTable::Put(0, {1, 2, "annotator", "asr@1"}, {}, &writes);
  });
}
TEST_F(ContradictionTest, AHistoryOfNoCandidate) {
  ExpectRefused([](auto& writes) { storage::HistoryTable::Put(0, {1, 2}, {}, &writes); });
}
TEST_F(ContradictionTest, ALeaseOfNoCandidate) {
  ExpectRefused([&](auto& writes) {
    auto row = Row<storage::LeaseTable>({1, 1});
    row.set_arrivals(0, 2);
    storage::LeaseTable::Put(0, {1, 1}, row, &writes);
  });
}
TEST_F(ContradictionTest, ALeaseWithoutStates) {
  ExpectRefused([&](auto& writes) {
    auto row = Row<storage::LeaseTable>({1, 1});
    row.clear_item_states();
    storage::LeaseTable::Put(0, {1, 1}, row, &writes);
  });
}
TEST_F(ContradictionTest, ACandidateInTwoOpenBatches) {
  ExpectRefused([&](auto& writes) {
    storage::LeaseTable::Put(0, {1, 2}, Row<storage::LeaseTable>({1, 1}), &writes);
    storage::BatchTable::Put(0, {1, 2}, Row<storage::BatchTable>({1, 1}), &writes);
  });
}
TEST_F(ContradictionTest, ALeaseWithoutManifest) {
  ExpectRefused([](auto& writes) { storage::BatchTable::Delete(0, {1, 1}, &writes); });
}
TEST_F(ContradictionTest, AManifestWithoutDigest) {
  ExpectRefused([](auto& writes) { storage::BatchTable::Put(0, {1, 1}, {}, &writes); });
}

}  // namespace
}  // namespace winnow::shard::testing
