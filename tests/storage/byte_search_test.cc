// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/byte_search.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/seed.h"

namespace winnow::storage {
namespace {

using Places = std::vector<std::pair<uint64_t, size_t>>;

// Few different bytes, so that strings overlap and repeat.
std::string RandomText(std::mt19937& random, size_t size) {
  std::string text(size, '\0');
  for (char& byte : text) byte = static_cast<char>(random() % 3);
  return text;
}

Places Naive(const std::vector<std::string>& strings, const std::string& text) {
  Places places;
  for (size_t at = 0; at < text.size(); ++at) {
    for (size_t i = 0; i < strings.size(); ++i) {
      if (text.compare(at, strings[i].size(), strings[i]) == 0) places.push_back({at, i});
    }
  }
  return places;
}

TEST(ByteSearch, FindsInPiecesWhatANaiveSearchFindsInTheWhole) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  std::mt19937 random(seed);
  size_t found = 0;
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> strings;
    for (size_t i = random() % 8 + 1; i > 0; --i) {
      strings.push_back(RandomText(random, ByteSearch::kMinBytes + random() % 6));
    }
    const auto search = ByteSearch::Make(strings);
    ASSERT_TRUE(search.ok()) << search.status();
    const std::string text = RandomText(random, random() % 500);
    Places places;
    ByteSearchStream stream(*search);
    for (size_t at = 0; at < text.size();) {
      const size_t size = std::min<size_t>(random() % 12, text.size() - at);
      stream.Feed(text.substr(at, size), [&](uint64_t offset, size_t string) {
        places.push_back({offset, string});
      });
      at += size;
    }
    std::sort(places.begin(), places.end());
    ASSERT_EQ(places, Naive(strings, text));
    found += places.size();
  }
  EXPECT_GT(found, 200u);
}

TEST(ByteSearch, FindsNothingAcrossARestart) {
  const auto search = ByteSearch::Make({"needle"});
  ByteSearchStream stream(*search);
  int found = 0;
  const auto count = [&](uint64_t, size_t) { ++found; };
  stream.Feed("nee", count);
  stream.Restart();
  stream.Feed("dle", count);
  EXPECT_EQ(found, 0);
  stream.Feed("needle", count);
  EXPECT_EQ(found, 1);
}

TEST(ByteSearch, RefusesWhatItCannotLookFor) {
  for (const std::vector<std::string>& strings :
       {std::vector<std::string>{},
        {"abc"},
        {"abcd", std::string(ByteSearch::kMaxBytes + 1, 'x')}}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ByteSearch::Make(strings).status()));
  }
}

}  // namespace
}  // namespace winnow::storage
