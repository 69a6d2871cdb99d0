// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/permissions.h"

#include "gtest/gtest.h"

namespace winnow::shard::testing {
namespace {

class PermissionsTest : public ::testing::Test {
 protected:
  bool Follow() {
    ++registry_.version;
    return permissions_.Follow(std::make_shared<RegistrySnapshot>(registry_));
  }
  void AddScope(const std::string& id, int64_t expire_s = 0) {
    v1::ConsentScope& scope = *registry_.consent_scopes[id].mutable_consent_scope();
    scope.add_purposes(v1::PURPOSE_TRAINING);
    if (expire_s != 0) scope.mutable_expire_time()->set_seconds(expire_s);
  }

  RegistrySnapshot registry_;
  CandidateColumns::Dictionaries dictionaries_;
  Permissions permissions_{dictionaries_};
};

TEST_F(PermissionsTest, DenyWhatIsNotRegistered) {
  EXPECT_FALSE(permissions_.HasSource(dictionaries_.sources.Intern("src")));
  EXPECT_EQ(permissions_.Scope(dictionaries_.consent_scopes.Intern("scope"), 0), nullptr);
}

TEST_F(PermissionsTest, FollowTheRegistryAndSayWhetherItMatters) {
  const uint32_t source = dictionaries_.sources.Intern("src");
  const uint32_t scope = dictionaries_.consent_scopes.Intern("scope");
  EXPECT_FALSE(permissions_.HasSource(source));
  EXPECT_EQ(permissions_.Scope(scope, 0), nullptr);
  registry_.sources["other"] = {};
  AddScope("other");
  EXPECT_FALSE(Follow());  // nobody asked about these
  registry_.sources["src"] = {};
  EXPECT_TRUE(Follow());
  EXPECT_TRUE(permissions_.HasSource(source));
  AddScope("scope");
  EXPECT_TRUE(Follow());
  ASSERT_NE(permissions_.Scope(scope, 0), nullptr);
  EXPECT_EQ(permissions_.Scope(scope, 0)->id, "scope");
  EXPECT_TRUE(permissions_.Scope(scope, 0)->allows_training);
  EXPECT_FALSE(Follow());
  registry_.sources.erase("src");
  EXPECT_TRUE(Follow());
  EXPECT_FALSE(permissions_.HasSource(source));
}

TEST_F(PermissionsTest, AnswerForNamesThatCameAfterTheRegistry) {
  registry_.sources["src"] = {};
  AddScope("scope");
  Follow();
  dictionaries_.sources.Intern("first");
  EXPECT_TRUE(permissions_.HasSource(dictionaries_.sources.Intern("src")));
  EXPECT_NE(permissions_.Scope(dictionaries_.consent_scopes.Intern("scope"), 0), nullptr);
}

TEST_F(PermissionsTest, SayOnceWhenAScopeExpires) {
  AddScope("a", 100);
  AddScope("b", 200);
  AddScope("never");
  Follow();
  for (const char* id : {"a", "b", "never"})
    permissions_.Scope(dictionaries_.consent_scopes.Intern(id), 0);
  EXPECT_FALSE(permissions_.Expired(100'000'000 - 1));
  EXPECT_TRUE(permissions_.Expired(100'000'000));
  EXPECT_FALSE(permissions_.Expired(100'000'001));
  EXPECT_TRUE(permissions_.Expired(300'000'000));
  EXPECT_FALSE(permissions_.Expired(400'000'000));
}

TEST_F(PermissionsTest, SayAgainWhatTheySaidOfATimeThatTheClockWasSetBackBefore) {
  AddScope("a", 100);
  AddScope("b", 200);
  Follow();
  for (const char* id : {"a", "b"}) permissions_.Scope(dictionaries_.consent_scopes.Intern(id), 0);
  EXPECT_TRUE(permissions_.Expired(300'000'000));
  EXPECT_TRUE(permissions_.Expired(150'000'000));  // b is valid again
  EXPECT_FALSE(permissions_.Expired(150'000'000));
  EXPECT_TRUE(permissions_.Expired(50'000'000));
  EXPECT_TRUE(permissions_.Expired(100'000'000));
  EXPECT_TRUE(permissions_.Expired(200'000'000));
}

TEST_F(PermissionsTest, SayThatAScopeExpiresAgainThoughNobodyAskedWhileItWasValid) {
  AddScope("a", 100);
  Follow();
  const uint32_t scope = dictionaries_.consent_scopes.Intern("a");
  permissions_.Scope(scope, 50'000'000);
  EXPECT_TRUE(permissions_.Expired(120'000'000));
  // The clock is set back, a candidate is judged, and time passes the end of the scope once more.
  permissions_.Scope(scope, 60'000'000);
  EXPECT_TRUE(permissions_.Expired(150'000'000));
  EXPECT_FALSE(permissions_.Expired(150'000'000));
}

TEST_F(PermissionsTest, SayThatWhoWasJudgedByAnExpiredScopeMayBeAllowed) {
  AddScope("a", 100);
  Follow();
  permissions_.Scope(dictionaries_.consent_scopes.Intern("a"), 120'000'000);
  EXPECT_TRUE(permissions_.Expired(60'000'000));
}

}  // namespace
}  // namespace winnow::shard::testing
