// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/diversity.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/server/selection/test_frame.h"

namespace winnow::selection {
namespace {

// Candidates 0 to 3 of speaker 7, 4 of speaker 8, 5 of none; all of device 1.
class Keys final : public CandidateView {
 public:
  absl::string_view Id(CandidateNo) const override { return ""; }
  uint64_t GroupMembers(CandidateNo) const override { return 1; }
  uint64_t Key(CandidateNo no, std::size_t attribute) const override {
    if (attribute == 1) return 1;
    return no < 4 ? 7 : no == 4 ? 8 : 0;
  }
};

TEST(Diversity, CountsKeysPerBatch) {
  const std::vector<CapRule> caps = {{0, 2, 0}};
  const Keys keys;
  Diversity diversity(caps, keys);
  diversity.Add(0, 0);
  EXPECT_TRUE(diversity.Admits(1, 5));
  diversity.Add(1, 5);
  EXPECT_FALSE(diversity.Admits(2, 6));
  EXPECT_TRUE(diversity.Admits(4, 6));
}

TEST(Diversity, CountsKeysPerSlice) {
  const std::vector<CapRule> caps = {{0, 0, 1}};
  const Keys keys;
  Diversity diversity(caps, keys);
  diversity.Add(0, 0);
  EXPECT_FALSE(diversity.Admits(1, 0));
  EXPECT_TRUE(diversity.Admits(1, 1));
}

TEST(Diversity, BindsNobodyWithoutAKey) {
  const std::vector<CapRule> caps = {{0, 1, 1}};
  const Keys keys;
  Diversity diversity(caps, keys);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(diversity.Admits(5, 0));
    diversity.Add(5, 0);
  }
}

TEST(Diversity, AsksForRoomUnderEveryCap) {
  const std::vector<CapRule> caps = {{0, 10, 0}, {1, 2, 0}};
  const Keys keys;
  Diversity diversity(caps, keys);
  diversity.Add(0, 0);
  diversity.Add(4, 0);
  EXPECT_FALSE(diversity.Admits(5, 0));
}

// S6: EXPLORE goes over a cap and says so.
TEST(Diversity, CountsWhatIsBeyondItsCap) {
  const std::vector<CapRule> caps = {{0, 1, 0}, {1, 3, 0}};
  const Keys keys;
  Diversity diversity(caps, keys);
  for (CandidateNo no : {4, 0, 1, 2, 5}) diversity.AddBeyondCaps(no, 0);
  const std::vector<CapOverflow> expected = {{0, 7, 2}, {1, 1, 2}};
  EXPECT_EQ(diversity.Overflows(), expected);
}

}  // namespace
}  // namespace winnow::selection
