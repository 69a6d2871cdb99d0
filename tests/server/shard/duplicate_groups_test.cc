// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/duplicate_groups.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/selection/stable_hash.h"

namespace winnow::shard::testing {
namespace {

using enum DuplicateRole;
using ::testing::Optional;
using ::testing::Pair;

class DuplicateGroupsTest : public ::testing::Test {
 protected:
  auto SetRole(selection::CandidateNo no, DuplicateRole before, DuplicateRole now) {
    return groups_.SetRole({1, no, HashOf(no)}, before, now);
  }
  static uint64_t HashOf(selection::CandidateNo no) {
    return selection::StaticIdHash(std::to_string(no));
  }
  // Of candidates 0 to n - 1, the one with the smallest salted hash.
  static selection::CandidateNo Smallest(selection::CandidateNo n, uint64_t salt) {
    selection::CandidateNo best = 0;
    for (selection::CandidateNo no = 1; no < n; ++no) {
      if (selection::Mix(salt, HashOf(no)) < selection::Mix(salt, HashOf(best))) best = no;
    }
    return best;
  }

  DuplicateGroups groups_{7};
};

TEST_F(DuplicateGroupsTest, TheContenderWithTheSmallestSaltedHashRepresents) {
  for (selection::CandidateNo no = 0; no < 20; ++no) SetRole(no, kNone, kContender);
  EXPECT_THAT(groups_.Representative(1), Optional(Smallest(20, 7)));
  EXPECT_EQ(groups_.Contenders(1), 20u);
  DuplicateGroups other(8);
  for (selection::CandidateNo no = 0; no < 20; ++no)
    other.SetRole({1, no, HashOf(no)}, kNone, kContender);
  EXPECT_THAT(other.Representative(1), Optional(Smallest(20, 8)));
}

TEST_F(DuplicateGroupsTest, ABlockerLeavesNoRepresentativeUntilItGoes) {
  SetRole(0, kNone, kContender);
  EXPECT_THAT(SetRole(1, kNone, kBlocker), Pair(Optional(0u), std::nullopt));
  EXPECT_EQ(groups_.Representative(1), std::nullopt);
  EXPECT_EQ(groups_.Contenders(1), 1u);
  SetRole(2, kNone, kBlocker);
  EXPECT_THAT(SetRole(1, kBlocker, kNone), Pair(std::nullopt, std::nullopt));
  EXPECT_THAT(SetRole(2, kBlocker, kNone), Pair(std::nullopt, Optional(0u)));
}

TEST_F(DuplicateGroupsTest, TheRepresentativeThatLeavesIsFollowedByTheNext) {
  for (selection::CandidateNo no = 0; no < 3; ++no) SetRole(no, kNone, kContender);
  const selection::CandidateNo first = *groups_.Representative(1);
  const auto [was, now] = SetRole(first, kContender, kNone);
  EXPECT_THAT(was, Optional(first));
  ASSERT_TRUE(now.has_value());
  EXPECT_NE(*now, first);
  EXPECT_EQ(groups_.Contenders(1), 2u);
}

TEST_F(DuplicateGroupsTest, GroupsDoNotSeeEachOther) {
  SetRole(0, kNone, kContender);
  groups_.SetRole({2, 1, HashOf(1)}, kNone, kBlocker);
  EXPECT_THAT(groups_.Representative(1), Optional(0u));
  EXPECT_EQ(groups_.Representative(3), std::nullopt);
  EXPECT_EQ(groups_.Contenders(3), 0u);
}

TEST_F(DuplicateGroupsTest, AGroupThatEveryMemberLeftStartsAnew) {
  SetRole(0, kNone, kContender);
  SetRole(0, kContender, kNone);
  EXPECT_EQ(groups_.Contenders(1), 0u);
  EXPECT_THAT(SetRole(4, kNone, kContender), Pair(std::nullopt, Optional(4u)));
}

}  // namespace
}  // namespace winnow::shard::testing
