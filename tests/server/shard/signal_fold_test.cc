// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/signal_fold.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/shard/tables.h"
#include "storage/memory_engine.h"
#include "tests/server/shard/commands.h"
#include "tests/server/shard/gated_engine.h"
#include "tests/server/shard/random_life.h"
#include "tests/server/shard/shard_bed.h"
#include "tests/server/shard/state_digest.h"
#include "tests/testing/seed.h"

namespace winnow::shard::testing {
namespace {

constexpr FoldOptions kAll = {.min_backlog_bytes = 1, .max_chunks = 1000};

absl::Time At(int64_t seconds) { return absl::FromUnixSeconds(1767225600 + seconds); }

class FoldTest : public ::testing::Test {
 protected:
  void SetUp() override {
    bed_.Must([](ShardState& state, MutationLog& log) {
      Commands commands(state, log);
      commands.AddQueue();
      commands.AddPlainRegistry();
      commands.Activate(PlainPolicy());
      for (int i = 0; i < 3; ++i) commands.Put(PlainCandidate(absl::StrCat("c", i)));
      return absl::OkStatus();
    });
  }
  void Push(CandidateNo no, double value, absl::Time time) {
    bed_.Must([&](ShardState& state, MutationLog& log) {
      Commands(state, log).Push({{no, SignalAt("confidence", value, time)}});
      return absl::OkStatus();
    });
  }
  storage::v1::CandidateRecord Row(uint64_t no) {
    return **storage::CandidateTable::Get(bed_.engine(), 0, {1, no});
  }
  size_t Chunks() {
    size_t chunks = 0;
    EXPECT_TRUE(storage::SignalTable::ScanAll(bed_.engine(), 0, [&](const auto&, auto&) {
                  ++chunks;
                  return absl::OkStatus();
                }).ok());
    return chunks;
  }
  uint64_t Backlog() {
    uint64_t bytes = 0;
    bed_.Must([&](ShardState& state, MutationLog&) {
      bytes = state.FindQueue(kQueue)->backlog_bytes;
      return absl::OkStatus();
    });
    return bytes;
  }

  ShardBed bed_;
};

TEST_F(FoldTest, PutsTheNewestSignalsIntoTheRowsAndForgetsTheChunks) {
  Push(0, 0.1, At(1));
  Push(0, 0.3, At(3));
  Push(0, 0.2, At(2));
  Push(2, 0.7, At(1));
  EXPECT_EQ(Chunks(), 3u);  // the push that came too late stored nothing
  const auto folded = FoldSignals(bed_.shard(), kAll);
  ASSERT_TRUE(folded.ok());
  EXPECT_EQ(*folded, 3u);
  EXPECT_EQ(Chunks(), 0u);
  EXPECT_EQ(Backlog(), 0u);
  ASSERT_EQ(Row(0).candidate().signals_size(), 1);
  EXPECT_EQ(Row(0).candidate().signals(0).value(), 0.3);
  EXPECT_EQ(Row(0).candidate().signals(0).compute_time().seconds(), absl::ToUnixSeconds(At(3)));
  EXPECT_EQ(Row(1).candidate().signals_size(), 0);
  EXPECT_EQ(Row(2).candidate().signals(0).value(), 0.7);
  EXPECT_EQ(Row(2).candidate().candidate_id(), "c2");
}

TEST_F(FoldTest, LeavesASmallBacklogAlone) {
  Push(0, 0.1, At(1));
  EXPECT_EQ(*FoldSignals(bed_.shard(), {}), 0u);
  EXPECT_EQ(Chunks(), 1u);
}

TEST_F(FoldTest, TakesTheOldestChunksFirstAndGoesOnWhereItStopped) {
  for (int i = 1; i <= 5; ++i) Push(0, i / 10.0, At(i));
  const uint64_t before = Backlog();
  EXPECT_EQ(*FoldSignals(bed_.shard(), {.min_backlog_bytes = 1, .max_chunks = 2}), 2u);
  EXPECT_EQ(Chunks(), 3u);
  EXPECT_LT(Backlog(), before);
  ASSERT_TRUE(bed_.Reopen().ok());
  EXPECT_EQ(*FoldSignals(bed_.shard(), {.min_backlog_bytes = 1, .max_chunks = 2}), 2u);
  EXPECT_EQ(*FoldSignals(bed_.shard(), {.min_backlog_bytes = 1, .max_chunks = 2}), 1u);
  EXPECT_EQ(Row(0).candidate().signals(0).value(), 0.5);
}

TEST(Fold, DoesNotOverwriteARowThatIsRewrittenMeanwhile) {
  const auto memory = *storage::MemoryEngine::Open({1, nullptr});
  GatedEngine engine(*memory);
  ops::FakeClock clock;
  ops::ClockGuard clock_guard(clock);
  ops::FakeEntropy entropy;
  const auto shard = *Shard::Open(
      {.engine = &engine, .clock = &clock, .clock_guard = &clock_guard, .entropy = &entropy});
  const auto run = [&](Shard::Decide decide) { ASSERT_TRUE(MutateAndWait(*shard, decide).ok()); };
  run([](ShardState& state, MutationLog& log) {
    Commands commands(state, log);
    commands.AddQueue();
    commands.Put(PlainCandidate("c0"));
    commands.Put(PlainCandidate("c1"));
    commands.Push({{0, SignalAt("confidence", 0.1, At(1))}});
    commands.Push({{1, SignalAt("confidence", 0.2, At(1))}});
    return absl::OkStatus();
  });
  // The fold has read the rows as they were before this.
  bool changed = false;
  engine.after_get = [&] {
    if (std::exchange(changed, true)) return;
    run([](ShardState& state, MutationLog& log) {
      v1::Candidate candidate = PlainCandidate("c0");
      candidate.set_slice("new");
      Commands(state, log).Put(candidate);
      Commands(state, log).Push({{1, SignalAt("confidence", 0.3, At(2))}});
      return absl::OkStatus();
    });
  };
  EXPECT_EQ(*FoldSignals(*shard, kAll), 2u);
  const auto row = [&](uint64_t no) {
    return (**storage::CandidateTable::Get(*memory, 0, {1, no})).candidate();
  };
  EXPECT_EQ(row(0).slice(), "new");
  EXPECT_EQ(row(0).signals(0).value(), 0.1);
  EXPECT_EQ(row(1).slice(), "a");
  EXPECT_EQ(row(1).signals(0).value(), 0.3);
  // The push that came during the fold is in a chunk that stays.
  EXPECT_TRUE(storage::SignalTable::Get(*memory, 0, {1, 3})->has_value());
}

TEST_F(FoldTest, LosesNothingWhenTheProcessDiesDuringIt) {
  const uint32_t first = winnow::testing::Seed();
  for (uint32_t seed = first; seed < first + 40; ++seed) {
    SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
    RandomLife life(seed);
    life.Begin();
    for (int i = 0; i < 60; ++i) life.Step();
    const auto digest = [&life] {
      std::set<std::string> lines;
      life.bed().Must([&](ShardState& state, MutationLog&) {
        for (const auto& [id, queue] : state.queues) {
          for (CandidateNo no = 0; no < queue->candidates.size(); ++no) {
            google::protobuf::RepeatedPtrField<v1::Signal> signals;
            queue->signals.Write(no, &signals);
            for (const v1::Signal& signal : signals)
              lines.insert(absl::StrCat(no, " ", signal.ShortDebugString()));
          }
        }
        return absl::OkStatus();
      });
      return lines;
    };
    const std::set<std::string> before = digest();
    // The commit of the fold fails: it is stored as a whole or not at all.
    life.bed().engine().FailNextCommit(seed % 2 == 0 ? storage::MemoryFault::kLost
                                                     : storage::MemoryFault::kApplied);
    const auto folded = FoldSignals(life.bed().shard(), kAll);
    const absl::Status status = life.bed().Reopen();
    ASSERT_TRUE(status.ok()) << status << " after " << folded.status();
    EXPECT_EQ(digest(), before);
    ASSERT_TRUE(FoldSignals(life.bed().shard(), kAll).ok());
    EXPECT_EQ(digest(), before);
    ASSERT_TRUE(life.bed().Reopen().ok());
    EXPECT_EQ(digest(), before);
  }
}

}  // namespace
}  // namespace winnow::shard::testing
