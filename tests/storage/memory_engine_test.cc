// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What the memory engine offers to tests beyond the seam.
#include "storage/memory_engine.h"

#include "gtest/gtest.h"
#include "storage/key.h"

namespace winnow::storage {
namespace {

Commit FirstCommit(const ShardHead& head) {
  Commit commit;
  commit.fence = {0, head.epoch, head.last_seq};
  commit.puts = {{KeyBuilder(0, Table::kCandidate).Take(), "value"}};
  commit.leaves = {"leaf"};
  return commit;
}

TEST(MemoryEngine, AFaultIsUnknownAndShowsAtTheNextOpenWhetherItWasApplied) {
  for (const MemoryFault fault : {MemoryFault::kLost, MemoryFault::kApplied}) {
    auto engine = *MemoryEngine::Open({});
    engine->FailNextCommit(fault);
    const CommitResult result = engine->Commit(FirstCommit(*engine->Head(0)));
    EXPECT_EQ(result.outcome, Outcome::kUnknown);
    EXPECT_EQ(result.last_seq, 0u);
    auto next = *MemoryEngine::Open({.shards = 1, .image = engine->image()});
    EXPECT_EQ(next->Head(0)->last_seq, fault == MemoryFault::kApplied ? 1u : 0u);
    EXPECT_EQ(next->Commit(FirstCommit(*next->Head(0))).outcome, Outcome::kCommitted);
  }
}

TEST(MemoryEngine, AFaultWaitsForACommitThatWouldSucceed) {
  auto engine = *MemoryEngine::Open({});
  engine->FailNextCommit(MemoryFault::kLost);
  Commit stale = FirstCommit(*engine->Head(0));
  ++stale.fence.expected_seq;
  EXPECT_EQ(engine->Commit(stale).outcome, Outcome::kFenced);
  EXPECT_EQ(engine->Commit(FirstCommit(*engine->Head(0))).outcome, Outcome::kUnknown);
}

TEST(MemoryEngine, FencesAnEngineWhoseImageWasOpenedAnew) {
  auto old = *MemoryEngine::Open({});
  const Commit late = FirstCommit(*old->Head(0));
  auto next = *MemoryEngine::Open({.shards = 1, .image = old->image()});
  EXPECT_EQ(old->Commit(late).outcome, Outcome::kFenced);
  EXPECT_EQ(next->Head(0)->last_seq, 0u);
}

TEST(MemoryEngine, ChecksTheNumberOfShards) {
  EXPECT_TRUE(absl::IsInvalidArgument(MemoryEngine::Open({.shards = 0, .image = {}}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(MemoryEngine::Open({.shards = 65537, .image = {}}).status()));
}

}  // namespace
}  // namespace winnow::storage
