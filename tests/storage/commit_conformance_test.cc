// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Sentences E1.1 to E1.9 and E1.16 to E1.19 of storage/engine.h, on every engine.
#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/key.h"
#include "tests/storage/engine_fixture.h"

namespace winnow::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CommitConformance : public EngineTest {};

INSTANTIATE_TEST_SUITE_P(E1, CommitConformance, ::testing::ValuesIn(AllEngines()), EngineName);

TEST_P(CommitConformance, E1_1_ACommitIsAtomicOverRowsLeavesAndHead) {
  const std::string kept = TestKey(0, "kept"), dropped = TestKey(0, "dropped");
  MustPut(0, {{dropped, "old"}});
  Commit commit = NextCommit(0);
  commit.puts = {{kept, "new"}};
  commit.deletes = {dropped};
  ASSERT_EQ(engine().Commit(commit).outcome, Outcome::kCommitted);
  for (const bool reopened : {false, true}) {
    if (reopened) Reopen();
    EXPECT_THAT(AllRows(0), ElementsAre(Row{kept, "new"}));
    EXPECT_EQ(AllLeaves(0).size(), 2u);
    EXPECT_EQ(HeadOf(0).last_seq, 2u);
    EXPECT_EQ(HeadOf(0).head_note, "note 2");
  }
}

TEST_P(CommitConformance, E1_1_NoReaderSeesAPartOfACommit) {
  const std::vector<std::string> keys = {TestKey(0, "a"), TestKey(0, "b")};
  MustPut(0, {{keys[0], "0"}, {keys[1], "0"}});
  std::atomic<bool> stop = false;
  std::atomic<int> torn = 0;
  std::thread reader([&] {
    while (!stop) {
      const auto values = engine().Get(0, keys);
      if (!values.ok() || (*values)[0] != (*values)[1]) ++torn;
      const auto page = engine().Scan(0, {}, {});
      if (!page.ok() || page->rows.size() != 2 || page->rows[0].value != page->rows[1].value) {
        ++torn;
      }
    }
  });
  for (int i = 1; i <= 200; ++i) {
    MustPut(0, {{keys[0], std::to_string(i)}, {keys[1], std::to_string(i)}});
  }
  stop = true;
  reader.join();
  EXPECT_EQ(torn, 0);
}

TEST_P(CommitConformance, E1_2_WhatWasCommittedIsThereAtEveryLaterOpen) {
  std::vector<Row> rows;
  for (int i = 0; i < 5; ++i) {
    rows.push_back({TestKey(1, "row" + std::to_string(i)), std::string(1000, 'x')});
    MustPut(1, {rows.back()});
    Reopen();
    EXPECT_EQ(AllRows(1), rows);
    EXPECT_EQ(HeadOf(1).last_seq, rows.size());
  }
}

TEST_P(CommitConformance, E1_3_AStaleFenceIsFencedAndLearnsTheLastSeq) {
  MustPut(0, {{TestKey(0, "a"), "1"}});
  const std::vector<std::function<void(Fence*)>> stale = {
      [](Fence* fence) { --fence->epoch; }, [](Fence* fence) { ++fence->epoch; },
      [](Fence* fence) { --fence->expected_seq; }, [](Fence* fence) { ++fence->expected_seq; }};
  for (const auto& spoil : stale) {
    Commit commit = NextCommit(0);
    commit.puts = {{TestKey(0, "a"), "2"}};
    spoil(&commit.fence);
    const CommitResult result = engine().Commit(commit);
    EXPECT_EQ(result.outcome, Outcome::kFenced);
    EXPECT_FALSE(result.cause.ok());
    EXPECT_EQ(result.last_seq, 1u);
  }
  EXPECT_THAT(AllRows(0), ElementsAre(Row{TestKey(0, "a"), "1"}));
  EXPECT_EQ(AllLeaves(0).size(), 1u);
}

TEST_P(CommitConformance, E1_4_LeavesAreNumberedFromTheExpectedSeq) {
  MustPut(0, {});
  Commit commit = NextCommit(0);
  commit.leaves = {"second", "third", ""};
  const CommitResult result = engine().Commit(commit);
  EXPECT_EQ(result.outcome, Outcome::kCommitted);
  EXPECT_TRUE(result.cause.ok());
  EXPECT_EQ(result.last_seq, 4u);
  EXPECT_EQ(HeadOf(0).last_seq, 4u);
  EXPECT_THAT(AllLeaves(0),
              ElementsAre(Leaf{1, "leaf"}, Leaf{2, "second"}, Leaf{3, "third"}, Leaf{4, ""}));
}

// Ways to spoil a commit of shard 0, given the limits.
std::vector<std::function<void(Commit*)>> MalformedCommits(const EngineCaps& caps) {
  const std::string key = TestKey(0, "k");
  return {
      [](Commit* c) { c->leaves.clear(); },
      [=](Commit* c) {
        c->puts = {{key, "1"}, {key, "2"}};
      },
      [=](Commit* c) {
        c->deletes = {key, key};
      },
      [=](Commit* c) {
        c->puts = {{key, "1"}}, c->deletes = {key};
      },
      [](Commit* c) {
        c->puts = {{TestKey(1, "k"), "1"}};
      },
      [](Commit* c) { c->deletes = {TestKey(1, "k")}; },
      [](Commit* c) {
        c->puts = {{LeafKey(0, 1), "1"}};
      },
      [](Commit* c) { c->deletes = {LeafKey(0, 1)}; },
      [](Commit* c) {
        c->puts = {{"", "1"}};
      },
      [](Commit* c) {
        c->puts = {{std::string(2, '\0'), "1"}};
      },
      [=](Commit* c) {
        c->puts = {{TestKey(0, std::string(caps.key_bytes, 'k')), "1"}};
      },
      [=](Commit* c) {
        c->puts = {{key, std::string(caps.value_bytes + 1, 'v')}};
      },
      [=](Commit* c) { c->leaves = {std::string(caps.value_bytes + 1, 'v')}; },
      [=](Commit* c) { c->head_note = std::string(caps.max_note + 1, 'n'); },
      [=](Commit* c) { c->leaves.assign(caps.commit_ops + 1, ""); },
      [=](Commit* c) {
        c->leaves.assign(caps.commit_bytes / caps.value_bytes + 1,
                         std::string(caps.value_bytes, 'l'));
      },
  };
}

TEST_P(CommitConformance, E1_5_AMalformedCommitIsRejectedAndChangesNothing) {
  MustPut(0, {{TestKey(0, "there"), "1"}});
  const auto malformed = MalformedCommits(engine().Capabilities());
  for (size_t i = 0; i < malformed.size(); ++i) {
    for (const bool stale : {false, true}) {
      Commit commit = NextCommit(0);
      malformed[i](&commit);
      if (stale) ++commit.fence.expected_seq;
      const CommitResult result = engine().Commit(commit);
      EXPECT_EQ(result.outcome, Outcome::kRejected) << "case " << i;
      EXPECT_TRUE(absl::IsInvalidArgument(result.cause)) << "case " << i << result.cause;
      EXPECT_EQ(result.last_seq, 1u) << "case " << i;
    }
  }
  EXPECT_THAT(AllRows(0), ElementsAre(Row{TestKey(0, "there"), "1"}));
  EXPECT_EQ(AllLeaves(0).size(), 1u);
  MustPut(0, {{TestKey(0, "after"), "2"}});
}

TEST_P(CommitConformance, E1_5_ACommitAtItsLimitsIsTaken) {
  const EngineCaps caps = engine().Capabilities();
  Commit commit = NextCommit(0);
  const std::string key = TestKey(0, std::string(caps.key_bytes - kKeyPrefixBytes, 'k'));
  commit.puts = {{key, std::string(caps.value_bytes, 'v')}};
  commit.head_note = std::string(caps.max_note, 'n');
  EXPECT_EQ(engine().Commit(commit).outcome, Outcome::kCommitted);
  Reopen();
  EXPECT_EQ(AllRows(0), commit.puts);
  EXPECT_EQ(HeadOf(0).head_note, commit.head_note);
}

TEST_P(CommitConformance, E1_6_AfterAnUnknownNothingMoreIsWritten) {
  MustPut(0, {{TestKey(0, "before"), "1"}});
  const Commit lost = NextCommit(0);
  ASSERT_EQ(bench_->CommitFailing(lost).outcome, Outcome::kUnknown);
  for (const ShardId shard : {0, 1}) {
    Commit commit = NextCommit(shard);
    commit.puts = {{TestKey(shard, "after"), "2"}};
    const CommitResult result = engine().Commit(commit);
    EXPECT_EQ(result.outcome, Outcome::kUnknown);
    EXPECT_FALSE(result.cause.ok());
  }
  EXPECT_THAT(AllRows(0), ElementsAre(Row{TestKey(0, "before"), "1"}));
  EXPECT_THAT(AllRows(1), IsEmpty());
  const absl::StatusOr<EngineState> state = bench_->maintenance().Inspect();
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_TRUE(state->failed);
}

TEST_P(CommitConformance, E1_7_ACommitInDoubtIsWholeOrAbsentAtTheNextOpen) {
  MustPut(0, {{TestKey(0, "a"), "old"}, {TestKey(0, "b"), "old"}});
  Commit commit = NextCommit(0);
  commit.puts = {{TestKey(0, "a"), "new"}, {TestKey(0, "b"), "new"}};
  ASSERT_EQ(bench_->CommitFailing(commit).outcome, Outcome::kUnknown);
  Reopen();
  const bool applied = HeadOf(0).last_seq == 2;
  const std::string value = applied ? "new" : "old";
  EXPECT_EQ(HeadOf(0).last_seq, applied ? 2u : 1u);
  EXPECT_EQ(AllLeaves(0).size(), HeadOf(0).last_seq);
  EXPECT_THAT(AllRows(0), ElementsAre(Row{TestKey(0, "a"), value}, Row{TestKey(0, "b"), value}));
  MustPut(0, {{TestKey(0, "after"), "1"}});
}

TEST_P(CommitConformance, E1_8_OfRacingCommitsExactlyOneWins) {
  for (int round = 0; round < 20; ++round) {
    const Commit base = NextCommit(0);
    std::atomic<int> committed = 0, fenced = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        Commit commit = base;
        commit.puts = {{TestKey(0, "winner"), std::to_string(i)}};
        const Outcome outcome = engine().Commit(commit).outcome;
        if (outcome == Outcome::kCommitted) ++committed;
        if (outcome == Outcome::kFenced) ++fenced;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(committed, 1);
    EXPECT_EQ(fenced, 3);
    EXPECT_EQ(HeadOf(0).last_seq, base.fence.expected_seq + 1);
  }
}

TEST_P(CommitConformance, E1_9_ShardsDoNotSeeEachOther) {
  MustPut(0, {{TestKey(0, "zero"), "0"}});
  MustPut(1, {{TestKey(1, "one"), "1"}});
  MustPut(1, {{TestKey(1, "two"), "2"}});
  EXPECT_THAT(AllRows(0), ElementsAre(Row{TestKey(0, "zero"), "0"}));
  EXPECT_THAT(BulkRows(1, {}),
              ElementsAre(Row{TestKey(1, "one"), "1"}, Row{TestKey(1, "two"), "2"}));
  EXPECT_EQ(HeadOf(0).last_seq, 1u);
  EXPECT_EQ(AllLeaves(0).size(), 1u);
  EXPECT_EQ(AllLeaves(1).size(), 2u);
}

TEST_P(CommitConformance, E1_16_AShardThatIsNotOwnedIsNotFound) {
  Commit commit;
  commit.fence = {2, 1, 0};
  commit.leaves = {"leaf"};
  const CommitResult result = engine().Commit(commit);
  EXPECT_EQ(result.outcome, Outcome::kRejected);
  EXPECT_TRUE(absl::IsNotFound(result.cause));
  EXPECT_TRUE(absl::IsNotFound(engine().Get(2, {TestKey(2, "")}).status()));
  EXPECT_TRUE(absl::IsNotFound(engine().Scan(2, {}, {}).status()));
  EXPECT_TRUE(absl::IsNotFound(engine().ReadLeaves(2, 0, 1).status()));
  EXPECT_TRUE(absl::IsNotFound(engine().OpenBulk(2, {}).status()));
  EXPECT_TRUE(absl::IsNotFound(engine().Head(2).status()));
}

TEST_P(CommitConformance, E1_17_KeysAndValuesAreArbitraryBytes) {
  std::vector<Row> rows = {{TestKey(0, ""), ""}};
  for (int byte = 0; byte < 256; ++byte) {
    rows.push_back({TestKey(0, std::string(1, static_cast<char>(byte))),
                    std::string(3, static_cast<char>(byte))});
  }
  MustPut(0, rows);
  Reopen();
  EXPECT_EQ(AllRows(0), rows);
}

TEST_P(CommitConformance, E1_18_EveryOpenHasALargerEpochAndKeepsTheRest) {
  MustPut(0, {});
  for (int i = 0; i < 3; ++i) {
    const ShardHead before = HeadOf(0), other = HeadOf(1);
    const Commit late = NextCommit(0);
    Reopen();
    EXPECT_EQ(HeadOf(0), (ShardHead{before.epoch + 1, before.last_seq, before.head_note}));
    EXPECT_EQ(HeadOf(1), (ShardHead{other.epoch + 1, 0, ""}));
    EXPECT_EQ(engine().Commit(late).outcome, Outcome::kFenced);
  }
}

TEST_P(CommitConformance, E1_19_TheNumberOfShardsGrowsAndNeverShrinks) {
  MustPut(1, {{TestKey(1, "kept"), "1"}});
  Reopen(5);
  MustPut(4, {{TestKey(4, "new"), "1"}});
  EXPECT_TRUE(absl::IsFailedPrecondition(bench_->Reopen(4)));
  Reopen(5);
  EXPECT_THAT(AllRows(1), ElementsAre(Row{TestKey(1, "kept"), "1"}));
  EXPECT_THAT(AllRows(4), ElementsAre(Row{TestKey(4, "new"), "1"}));
}

}  // namespace
}  // namespace winnow::storage
