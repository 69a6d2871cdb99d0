// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/trial/strategy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/substitute.h"
#include "google/protobuf/util/json_util.h"
#include "server/selection/builtin_policies.h"
#include "server/simulation/trial/pool_frame.h"
#include "tests/server/simulation/trial/made_up_pool.h"

namespace winnow::simulation {
namespace {

using ::testing::HasSubstr;

TEST(Strategies, OfADefaultRunCanAllBeFollowed) {
  const Pool pool = MadeUpPool(1);
  for (const std::string& name : DefaultStrategies()) {
    const auto strategy = FindStrategy(name);
    ASSERT_TRUE(strategy.ok()) << strategy.status();
    EXPECT_EQ(strategy->name, name);
    const auto frame = PoolFrame::Make(pool, *strategy);
    ASSERT_TRUE(frame.ok()) << frame.status();
    EXPECT_EQ((*frame)->Draw(100, 1).size(), 100u) << name;
  }
}

TEST(Strategies, ArePoliciesOfTheServerAndNoCopies) {
  for (const absl::string_view id : {"lab-v0", "asr-training", "release-evaluation"}) {
    const auto strategy = FindStrategy(id);
    ASSERT_TRUE(strategy.ok());
    EXPECT_EQ(strategy->policy.SerializeAsString(),
              selection::FindBuiltinPolicy(id)->SerializeAsString());
  }
}

TEST(Strategies, WithoutRandomDrawsKnowNoProbabilities) {
  EXPECT_EQ(FindStrategy("lab-v0")->estimation, Estimation::kPlain);
  EXPECT_EQ(FindStrategy("asr-training")->estimation, Estimation::kDesign);
  EXPECT_EQ(FindStrategy("release-evaluation")->estimation, Estimation::kDesign);
  EXPECT_EQ(FindStrategy("release-evaluation/no-probabilities")->estimation, Estimation::kPlain);
}

TEST(Strategies, TakeVariantsAway) {
  const auto quotas = FindStrategy("release-evaluation/no-quotas");
  ASSERT_TRUE(quotas.ok());
  EXPECT_EQ(quotas->policy.allocation().kind(), v1::ALLOCATION_KIND_BY_SCORE);
  EXPECT_FALSE(quotas->policy.allocation().has_default_quota());
  EXPECT_EQ(FindStrategy("asr-training/capped")->policy.caps_size(), 1);
  EXPECT_EQ(FindStrategy("asr-training/capped/no-caps")->policy.caps_size(), 0);
}

TEST(Strategies, OfAnotherNameAreRefusedWithThoseThatThereAre) {
  for (const absl::string_view name : {"", "best", "random/", "release-evaluation/no-luck"}) {
    const auto strategy = FindStrategy(name);
    EXPECT_EQ(strategy.status().code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_THAT(std::string(strategy.status().message()), HasSubstr("there are random, "));
  }
}

TEST(Strategies, CanBePoliciesOfTheUser) {
  std::string json;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(
                  *selection::FindBuiltinPolicy("asr-training"), &json)
                  .ok());
  const auto strategy = StrategyOfPolicy("mine.json", json);
  ASSERT_TRUE(strategy.ok()) << strategy.status();
  EXPECT_EQ(strategy->estimation, Estimation::kDesign);
  EXPECT_TRUE(PoolFrame::Make(MadeUpPool(1), *strategy).ok());
  EXPECT_THAT(std::string(StrategyOfPolicy("mine.json", "{").status().message()),
              HasSubstr("mine.json: is no review policy in JSON"));
  for (const absl::string_view whole :
       {R"({"policy_revision": {"name": "policies/mine@2", "policy": $0}})",
        R"({"policy_id": "mine", "policy": $0})"}) {
    const auto shown = StrategyOfPolicy("mine.json", absl::Substitute(whole, json));
    ASSERT_TRUE(shown.ok()) << shown.status();
    EXPECT_EQ(shown->policy.SerializeAsString(), strategy->policy.SerializeAsString());
  }
  const auto empty = PoolFrame::Make(MadeUpPool(1), *StrategyOfPolicy("mine.json", "{}"));
  EXPECT_THAT(std::string(empty.status().message()), HasSubstr("policy mine.json: "));
}

}  // namespace
}  // namespace winnow::simulation
