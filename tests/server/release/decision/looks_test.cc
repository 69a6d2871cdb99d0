// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/looks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "tests/server/release/decision/random_estimate.h"
#include "tests/testing/seed.h"

namespace winnow::release {
namespace {

TEST(ItemsAtLook, GrowsInEqualStepsToAllItems) {
  for (const uint64_t items : {0, 1, 7, 100, 1001}) {
    for (const uint64_t looks : {1, 2, 3, 10, 50}) {
      uint64_t last = 0;
      for (uint64_t look = 1; look <= looks; ++look) {
        const uint64_t covered = *ItemsAtLook(items, {look, looks});
        EXPECT_EQ(covered, items * look / looks);
        EXPECT_GE(covered, last);
        last = covered;
      }
      EXPECT_EQ(last, items);
    }
  }
}

TEST(ItemsAtLook, DoesNotOverflow) {
  constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
  EXPECT_EQ(*ItemsAtLook(kMost, {10, 10}), kMost);
  EXPECT_EQ(*ItemsAtLook(kMost, {1, 2}), kMost / 2);
}

TEST(ItemsAtLook, RefusesLooksThatWereNotDeclared) {
  for (const Look look : {Look{0, 3}, Look{4, 3}, Look{1, 0}, Look{0, 0}}) {
    EXPECT_EQ(ItemsAtLook(10, look).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

SampledItem Drawn(uint32_t slice, double pi, double y) {
  return {{.slice = slice, .bound = 9, .size = 1}, pi, Outcome::kLabelled, y, 10};
}

TEST(PrefixSample, ScalesProbabilitiesByTheShareOfEachSlice) {
  const std::vector<SampledItem> order = {Drawn(0, 0.5, 1), Drawn(1, 0.4, 2), Drawn(0, 1, 3),
                                          Drawn(0, 0.2, 4), Drawn(0, 0.1, 5)};
  const auto prefix = PrefixSample(order, 3);
  ASSERT_EQ(prefix->size(), 3u);
  EXPECT_NEAR((*prefix)[0].pi, 0.5 * 2 / 4, 1e-15);
  EXPECT_EQ((*prefix)[1].pi, 0.4);
  EXPECT_NEAR((*prefix)[2].pi, 0.5, 1e-15);
  EXPECT_EQ((*prefix)[2].item.size, 1) << "certain before, random now";
}

TEST(PrefixSample, OfAllIsTheSampleInWhichCertainItemsHaveNoSize) {
  const auto all = PrefixSample(std::vector<SampledItem>{Drawn(0, 0.5, 1), Drawn(0, 1, 3)}, 2);
  EXPECT_EQ((*all)[0].pi, 0.5);
  EXPECT_EQ((*all)[0].item.size, 1);
  EXPECT_EQ((*all)[1].pi, 1);
  EXPECT_EQ((*all)[1].item.size, 0);
}

TEST(PrefixSample, RefusesMoreThanAll) {
  EXPECT_EQ(PrefixSample(std::vector<SampledItem>{Drawn(0, 0.5, 1)}, 2).status().code(),
            absl::StatusCode::kInvalidArgument);
}

// Over all orders of a sample, totals of the prefixes are those of the sample on average, slices
// without a draw in the prefix aside, which have none.
TEST(PrefixSample, LeavesTotalsUnbiasedOverOrders) {
  const uint64_t seed = testing::Seed();
  SCOPED_TRACE(seed);
  selection::Dice dice(seed);
  std::vector<SampledItem> drawn;
  for (int i = 0; i < 7; ++i) {
    drawn.push_back(Drawn(0, Between(dice, 0.1, 0.9), Between(dice, -5, 5)));
  }
  const auto total = [](const std::vector<SampledItem>& items) {
    double sum = 0;
    for (const SampledItem& item : items) sum += item.Weight() * item.y;
    return sum;
  };
  std::vector<int> order(drawn.size());
  std::iota(order.begin(), order.end(), 0);
  double mean = 0;
  double orders = 0;
  do {
    std::vector<SampledItem> shuffled;
    for (const int i : order) shuffled.push_back(drawn[i]);
    mean += total(*PrefixSample(shuffled, 3));
    ++orders;
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_NEAR(mean / orders, total(drawn), 1e-9);
}

}  // namespace
}  // namespace winnow::release
