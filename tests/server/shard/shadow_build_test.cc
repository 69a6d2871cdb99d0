// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Activations that are built in portions while the shard goes on (selection.md S2.4).
#include "server/shard/shadow_build.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/shard/active_policy.h"
#include "tests/server/shard/commands.h"
#include "tests/server/shard/random_life.h"
#include "tests/server/shard/state_digest.h"
#include "tests/testing/seed.h"

namespace winnow::shard::testing {
namespace {

constexpr ShadowBuildOptions kOnePortion{.portion = 7, .portions = 1};

absl::StatusOr<size_t> Build(RandomLife& life, const ShadowBuildOptions& options) {
  return BuildShadows(life.bed().shard(), life.bed().clock(), options);
}

// What is said of the queue's record.
struct Record {
  uint32_t revision = 0;
  uint64_t index_epoch = 0;
  bool activating = false;
  bool operator==(const Record&) const = default;
};

Record RecordOf(RandomLife& life) {
  Record out;
  life.bed().Must([&](ShardState& state, MutationLog&) {
    const storage::v1::QueueRecord& record = state.FindQueue(kQueue)->record;
    out = {record.active_policy().revision(), record.index_epoch(), record.has_activating()};
    return absl::OkStatus();
  });
  return out;
}

std::set<std::string> Digest(RandomLife& life) {
  std::set<std::string> digest;
  life.bed().Must([&](ShardState& state, MutationLog&) {
    digest = StateDigest(state, life.requests());
    return absl::OkStatus();
  });
  return digest;
}

void Begin(RandomLife& life, const v1::ReviewPolicy& policy) {
  life.bed().Must([&](ShardState& state, MutationLog& log) {
    Commands(state, log).Activate(policy, Commands::Scoring::kInPortions);
    return absl::OkStatus();
  });
}

void Put(RandomLife& life, int candidates) {
  for (int i = 0; i < candidates; ++i) {
    life.bed().Must([&](ShardState& state, MutationLog& log) {
      Commands(state, log).Put(life.RandomCandidate());
      return absl::OkStatus();
    });
  }
}

// A crash rebuilds the frame from nothing, so that the state after one is what it has to be.
TEST(ShadowBuild, EndsWithTheFrameThatARestartUnderTheNewPolicyGives) {
  const uint32_t first = winnow::testing::Seed();
  for (uint32_t seed = first; seed < first + 20; ++seed) {
    SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
    RandomLife life(seed);
    life.Begin();
    Put(life, 120);
    const Record before = RecordOf(life);
    Begin(life, life.RandomPolicy());
    int portions = 0;
    for (bool under_way = true; under_way; ++portions) {
      EXPECT_EQ(RecordOf(life), (Record{before.revision, before.index_epoch, true}));
      Put(life, static_cast<int>(life.Below(3)));
      const auto left = Build(life, kOnePortion);
      ASSERT_TRUE(left.ok()) << left.status();
      under_way = *left > 0;
    }
    EXPECT_GT(portions, 5);
    const Record after{before.revision + 1, before.index_epoch + 1, false};
    EXPECT_EQ(RecordOf(life), after);
    const std::set<std::string> live = Digest(life);
    ASSERT_TRUE(life.bed().Reopen().ok());
    EXPECT_EQ(RecordOf(life), after);
    ASSERT_EQ(live, Digest(life));
  }
}

// How a shadow counts the candidates of each slice, and the score of each that is in it.
std::string Contents(const QueueState& queue, const Frame& frame) {
  std::string text;
  for (selection::SliceNo slice = 0; slice < queue.candidates.dictionaries().slices.size();
       ++slice) {
    for (const uint64_t count : frame.standings().slice(slice).counts)
      absl::StrAppend(&text, count, ",");
    absl::StrAppend(&text, frame.standings().slice(slice).labeled, "\n");
  }
  for (CandidateNo no = 0; no < queue.candidates.size(); ++no) {
    if (!frame.index()->Contains(no)) continue;
    absl::StrAppend(&text, no, " ", frame.index()->At(no).score, " ", frame.GroupMembers(no), "\n");
  }
  return text;
}

// A shadow for a look, beside activations that begin, take the place of each other and complete.
TEST(ShadowBuild, KeepsAShadowForALookUpToDateThroughActivations) {
  const uint32_t first = winnow::testing::Seed();
  for (uint32_t seed = first; seed < first + 20; ++seed) {
    SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
    RandomLife life(seed);
    life.Begin();
    Put(life, 120);
    const v1::ReviewPolicy proposed = life.RandomPolicy();
    std::unique_ptr<FrameShadow> look;
    const auto compile = [&](const QueueState& queue) {
      auto policy = selection::CompilePolicy(proposed, ContextOf(queue.record.queue()));
      EXPECT_TRUE(policy.ok()) << policy.status();
      return *std::move(policy);
    };
    life.bed().Must([&](ShardState& state, MutationLog&) {
      QueueState& queue = *state.FindQueue(kQueue);
      look = std::make_unique<FrameShadow>(queue.frame);
      look->Begin(compile(queue));
      return absl::OkStatus();
    });
    Begin(life, life.RandomPolicy());
    for (bool built = false; !built;) {
      Put(life, static_cast<int>(life.Below(3)));
      const auto left = Build(life, kOnePortion);
      ASSERT_TRUE(left.ok()) << left.status();
      if (*left == 0) Begin(life, life.RandomPolicy());
      life.bed().Must([&](ShardState& state, MutationLog&) {
        built = look->Build(5, state.now.latest_us());
        if (!built) return absl::OkStatus();
        QueueState& queue = *state.FindQueue(kQueue);
        FrameShadow fresh(queue.frame);
        fresh.Begin(compile(queue));
        EXPECT_TRUE(fresh.Build(queue.candidates.size(), state.now.latest_us()));
        EXPECT_EQ(Contents(queue, look->Look(state.now.latest_us())),
                  Contents(queue, fresh.Look(state.now.latest_us())));
        fresh.Drop();
        look->Drop();
        return absl::OkStatus();
      });
    }
  }
}

TEST(ShadowBuild, GoesOnAfterARestartInTheMiddle) {
  RandomLife life(winnow::testing::Seed());
  life.Begin();
  Put(life, 120);
  const Record before = RecordOf(life);
  Begin(life, life.RandomPolicy());
  ASSERT_EQ(*Build(life, kOnePortion), 1u);
  ASSERT_TRUE(life.bed().Reopen().ok());
  EXPECT_EQ(RecordOf(life), (Record{before.revision, before.index_epoch, true}));
  EXPECT_EQ(*Build(life, {}), 0u);
  EXPECT_EQ(RecordOf(life), (Record{before.revision + 1, before.index_epoch + 1, false}));
}

TEST(ShadowBuild, StopsAfterThePortionsOfOneCallAndHasNothingToDoWithoutAnActivation) {
  RandomLife life(winnow::testing::Seed());
  life.Begin();
  Put(life, 120);
  const Record before = RecordOf(life);
  EXPECT_EQ(*Build(life, {}), 0u);
  EXPECT_EQ(RecordOf(life), before);
  Begin(life, life.RandomPolicy());
  EXPECT_EQ(*Build(life, {.portion = 1, .portions = 3}), 1u);
  EXPECT_TRUE(RecordOf(life).activating);
}

}  // namespace
}  // namespace winnow::shard::testing
