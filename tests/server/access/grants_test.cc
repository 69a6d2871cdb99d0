// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/access/grants.h"

#include <gtest/gtest.h>

#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "server/access/methods.h"
#include "server/access/pattern.h"
#include "tests/testing/seed.h"

namespace winnow::access {
namespace {

constexpr RoleSet kProducer = {v1::ROLE_PRODUCER};
constexpr RoleSet kLabeler = {v1::ROLE_LABELER};

Grants GrantsUnder(Policy policy, const std::string& identity) {
  return Grants::Of(std::make_shared<const Policy>(std::move(policy)), identity);
}

TEST(Grants, AreNothingUnlessARuleAllows) {
  const Grants none;
  EXPECT_TRUE(none.Anywhere().empty());
  EXPECT_FALSE(none.Over("asr", kEveryRole));
  const Grants other =
      GrantsUnder({{{Effect::kAllow, {"a"}, kProducer, {"asr"}}}}, "somebody-else");
  EXPECT_TRUE(other.Anywhere().empty() && other.Everywhere().empty());
  EXPECT_FALSE(other.Over("asr", kEveryRole));
}

TEST(Grants, AreBoundToTheQueuesOfTheirRule) {
  const Grants grants = GrantsUnder({{{Effect::kAllow, {"team-*"}, kProducer, {"asr-*"}},
                                      {Effect::kAllow, {"*"}, kLabeler, {"tts"}}}},
                                    "team-a");
  EXPECT_TRUE(grants.Over("asr-1", kProducer));
  EXPECT_FALSE(grants.Over("asr-1", kLabeler));
  EXPECT_FALSE(grants.Over("tts", kProducer));
  EXPECT_TRUE(grants.Over("tts", kLabeler));
  EXPECT_EQ(grants.Anywhere(), kProducer | kLabeler);
  EXPECT_TRUE(grants.Everywhere().empty());
}

TEST(Grants, LoseWhatARuleDeniesWhereverItStands) {
  const Rule allow = {Effect::kAllow, {"a"}, kProducer | kLabeler, {"*"}};
  const Rule deny = {Effect::kDeny, {"*"}, kProducer, {"secret-*"}};
  for (const Policy& policy : {Policy{{allow, deny}}, Policy{{deny, allow}}}) {
    const Grants grants = GrantsUnder(policy, "a");
    EXPECT_FALSE(grants.Over("secret-1", kProducer));
    EXPECT_TRUE(grants.Over("secret-1", kLabeler));
    EXPECT_TRUE(grants.Over("open", kProducer));
    EXPECT_EQ(grants.Everywhere(), kLabeler);
    EXPECT_EQ(grants.Anywhere(), kProducer | kLabeler);
  }
  const Grants denied = GrantsUnder({{allow, {Effect::kDeny, {"a"}, kEveryRole, {"*"}}}}, "a");
  EXPECT_TRUE(denied.Anywhere().empty());
}

// A policy of random rules over few words, so that they meet.
Policy RandomPolicy(std::mt19937& random) {
  const std::vector<std::string> patterns = {"*", "a", "b", "a*", "*b", "ab", "a*b", "b*"};
  const auto some = [&] {
    std::vector<std::string> chosen;
    for (unsigned i = 1 + random() % 2; i > 0; --i) chosen.push_back(patterns[random() % 8]);
    return chosen;
  };
  Policy policy;
  for (unsigned i = random() % 6; i > 0; --i) {
    RoleSet roles;
    for (unsigned j = 1 + random() % 3; j > 0; --j) {
      roles.Add(static_cast<v1::Role>(1 + random() % 4));
    }
    policy.rules.push_back(
        {random() % 3 == 0 ? Effect::kDeny : Effect::kAllow, some(), roles, some()});
  }
  return policy;
}

// By the words of policy.h: some rule allows it, and none denies it.
bool Naive(const Policy& policy, const std::string& identity, v1::Role role,
           const std::string& queue) {
  bool allowed = false;
  const auto any = [](const std::vector<std::string>& patterns, const std::string& text) {
    for (const std::string& pattern : patterns) {
      if (Matches(pattern, text)) return true;
    }
    return false;
  };
  for (const Rule& rule : policy.rules) {
    if (!any(rule.identities, identity) || !any(rule.queues, queue) || !rule.roles.Has(role)) {
      continue;
    }
    if (rule.effect == Effect::kDeny) return false;
    allowed = true;
  }
  return allowed;
}

TEST(Grants, AgreeWithTheWordsOfThePolicy) {
  const unsigned seed = winnow::testing::Seed();
  std::cout << "seed " << seed << "\n";
  std::mt19937 random(seed);
  const std::vector<std::string> words = {"a", "b", "ab", "ba", "aab", "c", "acb", "bb"};
  for (int round = 0; round < 5000; ++round) {
    const Policy policy = RandomPolicy(random);
    const std::string identity = words[random() % words.size()];
    const Grants grants = GrantsUnder(policy, identity);
    for (int r = 1; r <= 4; ++r) {
      const auto role = static_cast<v1::Role>(r);
      for (const std::string& queue : words) {
        const bool expected = Naive(policy, identity, role, queue);
        ASSERT_EQ(grants.Over(queue, {role}), expected) << round << " " << queue;
        // What holds over a queue holds somewhere, and what holds everywhere holds over each.
        if (expected) {
          ASSERT_TRUE(grants.Anywhere().Has(role)) << round;
        } else {
          ASSERT_FALSE(grants.Everywhere().Has(role)) << round;
        }
      }
    }
  }
}

TEST(Decision, IsMadeForTheReachOfTheMethod) {
  const MethodRule over_queue = {"", kProducer, Reach::kQueue, "queue"};
  const MethodRule everywhere = {"", kProducer, Reach::kEverywhere};
  const MethodRule anywhere = {"", kProducer, Reach::kAnywhere};
  const Grants some = GrantsUnder({{{Effect::kAllow, {"a"}, kProducer, {"asr"}}}}, "a");
  const Grants all = GrantsUnder({{{Effect::kAllow, {"a"}, kProducer, {"*"}}}}, "a");
  EXPECT_TRUE(MayCall(over_queue, some) && MayCall(anywhere, some));
  EXPECT_FALSE(MayCall(everywhere, some));
  EXPECT_TRUE(MayCallOver("asr", over_queue, some));
  EXPECT_FALSE(MayCallOver("tts", over_queue, some));
  EXPECT_FALSE(MayCallWithoutQueue(over_queue, some));
  EXPECT_TRUE(MayCallWithoutQueue(anywhere, some));
  for (const MethodRule& rule : {over_queue, everywhere, anywhere}) {
    EXPECT_TRUE(MayCall(rule, all) && MayCallOver("tts", rule, all) &&
                MayCallWithoutQueue(rule, all));
  }
  EXPECT_TRUE(MaySee("asr", some));
  EXPECT_FALSE(MaySee("tts", some));
}

TEST(Decision, KeepsControlItemsFromThoseWhoLabelAndDoNothingElse) {
  for (int number = v1::ROLE_UNSPECIFIED + 1; number < v1::Role_ARRAYSIZE; ++number) {
    const auto role = static_cast<v1::Role>(number);
    const Grants grants = GrantsUnder({{{Effect::kAllow, {"a"}, {v1::ROLE_LABELER}, {"*"}},
                                        {Effect::kAllow, {"a"}, {role}, {"asr"}}}},
                                      "a");
    EXPECT_EQ(MayKnowControlItems("asr", grants), role != v1::ROLE_LABELER) << NameOf(role);
    EXPECT_FALSE(MayKnowControlItems("tts", grants)) << NameOf(role);
  }
}

}  // namespace
}  // namespace winnow::access
