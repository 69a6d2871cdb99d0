// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/digest.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/container/flat_hash_set.h"
#include "server/digest/sha256.h"

namespace winnow::digest {
namespace {

TEST(Digest, ComesBackFromItsBytesAndItsHex) {
  const Digest digest = Sha256("abc");
  ASSERT_TRUE(Digest::FromBytes(digest.view()).ok());
  EXPECT_EQ(*Digest::FromBytes(digest.view()), digest);
  ASSERT_TRUE(Digest::FromHex(digest.ToHex()).ok());
  EXPECT_EQ(*Digest::FromHex(digest.ToHex()), digest);
  EXPECT_EQ(*Digest::FromHex("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"),
            digest);
}

TEST(Digest, RefusesEveryOtherLength) {
  for (size_t size : {0, 1, 31, 33, 64}) {
    EXPECT_EQ(Digest::FromBytes(std::string(size, 'x')).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
  for (size_t size : {0, 32, 63, 65, 128}) {
    EXPECT_EQ(Digest::FromHex(std::string(size, '0')).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

TEST(Digest, RefusesWhatIsNotHexadecimal) {
  for (const char c : {'g', ' ', '-', '\0', '\xff', 'x'}) {
    for (size_t place : {size_t{0}, size_t{31}, size_t{63}}) {
      std::string hex(64, 'a');
      hex[place] = c;
      EXPECT_FALSE(Digest::FromHex(hex).ok()) << static_cast<int>(c) << " at " << place;
    }
  }
}

TEST(Digest, OrdersAndHashesByItsBytes) {
  Digest low, high;
  low.bytes[31] = 1;
  high.bytes[0] = 1;
  EXPECT_LT(low, high);
  EXPECT_LT(low.view(), high.view());
  const absl::flat_hash_set<Digest> set = {low, high, low};
  EXPECT_EQ(set.size(), 2u);
}

}  // namespace
}  // namespace winnow::digest
