// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/access/tokens.h"

#include <gtest/gtest.h>

#include "server/digest/sha256.h"

namespace winnow::access {
namespace {

TEST(Tokens, StandForTheIdentityOfTheirHash) {
  Tokens tokens;
  tokens.identities.emplace(digest::Sha256("one"), "first");
  tokens.identities.emplace(digest::Sha256("two"), "first");
  EXPECT_EQ(IdentityOf(tokens, "one"), "first");
  EXPECT_EQ(IdentityOf(tokens, "two"), "first");
  for (const char* unknown : {"", "on", "one ", "three"}) {
    EXPECT_EQ(IdentityOf(tokens, unknown), std::nullopt) << unknown;
  }
  // Nor does the hash stand for the token.
  EXPECT_EQ(IdentityOf(tokens, digest::Sha256("one").ToHex()), std::nullopt);
}

TEST(Tokens, ComeInABearerHeaderAlone) {
  EXPECT_EQ(BearerToken("Bearer abc"), "abc");
  EXPECT_EQ(BearerToken("bearer  abc"), "abc");
  for (const char* other : {"", "abc", "Bearer", "Bearer ", "Bearerabc", "Basic abc"}) {
    EXPECT_EQ(BearerToken(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace winnow::access
