// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/actor_names.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace winnow::shard {
namespace {

using ::testing::MatchesRegex;

TEST(ActorNames, HidesEachPrincipalBehindAHashOfItsOwn) {
  ActorNames names("key");
  std::set<std::string> hashes;
  for (int i = 0; i < 5'000; ++i) {
    const std::string hash(names.Of(absl::StrCat("principal-", i)));
    EXPECT_THAT(hash, MatchesRegex("[0-9a-f]{32}"));
    EXPECT_TRUE(hashes.insert(hash).second) << i;
  }
}

TEST(ActorNames, AreTheSameForTheLifeOfTheDatabase) {
  ActorNames first("key");
  ActorNames later("key");
  for (int i = 0; i < 3'000; ++i) later.Of(absl::StrCat("other-", i));
  EXPECT_EQ(first.Of("spiffe://lab/labeler"), later.Of("spiffe://lab/labeler"));
  EXPECT_NE(first.Of("spiffe://lab/labeler"), ActorNames("other").Of("spiffe://lab/labeler"));
}

TEST(ActorNames, TellTheServerFromAPrincipalOfThatName) {
  ActorNames names("key");
  EXPECT_EQ(names.Of(""), kServerActor);
  EXPECT_NE(names.Of("winnowd"), kServerActor);
}

}  // namespace
}  // namespace winnow::shard
