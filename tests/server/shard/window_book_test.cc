// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/window_book.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <map>
#include <utility>
#include <vector>

#include "server/selection/stable_hash.h"

namespace winnow::shard {
namespace {

constexpr int64_t kMinuteUs = 60'000'000;

std::vector<selection::CapRule> Caps(absl::Duration first, absl::Duration second) {
  return {{.attribute = 0, .per_window = 5, .window = first},
          {.attribute = 1, .per_window = 5, .window = second}};
}

storage::v1::CapUseRecord Use(int64_t time_us, uint32_t attribute, uint64_t key, uint32_t count) {
  storage::v1::CapUseRecord use;
  use.set_time_us(time_us);
  use.add_attributes(attribute);
  use.add_keys(key);
  use.add_counts(count);
  return use;
}

// Against a list of everything that was ever added, over random batches, windows and times.
TEST(WindowBook, CountsWhatAListOfAllBatchesHasInTheWindow) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    WindowBook book;
    std::vector<std::pair<int64_t, selection::DiversityKey>> all;
    std::vector<bool> forgotten(201, false);
    int64_t now_us = 1'000 * kMinuteUs;
    const auto caps = Caps(absl::Minutes(10), absl::Minutes(90));
    const auto window_us = [](uint32_t attribute) {
      return (attribute == 0 ? 10 : 90) * kMinuteUs;
    };
    for (BatchNo batch = 1; batch <= 200; ++batch) {
      now_us += static_cast<int64_t>(selection::Mix(seed, batch) % (5 * kMinuteUs));
      const auto attribute = static_cast<uint32_t>(selection::Mix(seed + 1, batch) % 2);
      const uint64_t key = 1 + selection::Mix(seed + 2, batch) % 3;
      const auto count = static_cast<uint32_t>(1 + batch % 3);
      book.Add(batch, Use(now_us, attribute, key, count));
      for (uint32_t i = 0; i < count; ++i) all.push_back({now_us, {attribute, key}});
      book.Advance(caps, now_us);
      std::map<selection::DiversityKey, uint32_t> expected;
      for (const auto& [time_us, entry] : all) {
        if (time_us > now_us - window_us(entry.attribute)) ++expected[entry];
      }
      const std::map<selection::DiversityKey, uint32_t> counts(book.counts().begin(),
                                                               book.counts().end());
      ASSERT_EQ(counts, expected) << "seed " << seed << " batch " << batch;
      for (const BatchNo gone : book.TakeForgotten(3)) {
        ASSERT_FALSE(forgotten[gone]) << "seed " << seed;
        forgotten[gone] = true;
      }
    }
    book.Advance(caps, now_us + 1'000 * kMinuteUs);
    EXPECT_TRUE(book.counts().empty());
    for (const BatchNo gone : book.TakeForgotten(1'000)) forgotten[gone] = true;
    for (BatchNo batch = 1; batch <= 200; ++batch) ASSERT_TRUE(forgotten[batch]);
  }
  std::printf("seeds 1 to 50\n");
}

TEST(WindowBook, ForgetsAttributesThatNoCapCountsOverAWindow) {
  WindowBook book;
  book.Add(1, Use(100, 0, 7, 2));
  const std::vector<selection::CapRule> caps = {{.attribute = 0, .per_batch = 3}};
  book.Advance(caps, 100);
  EXPECT_TRUE(book.counts().empty());
  EXPECT_EQ(book.TakeForgotten(10), std::vector<BatchNo>({1}));
}

TEST(WindowBook, TakesItemsOfAKeyOutOneByOneAndKnowsWhatIsLeftOfTheBatch) {
  WindowBook book;
  storage::v1::CapUseRecord use = Use(100, 0, 7, 2);
  use.add_attributes(0);
  use.add_keys(8);
  use.add_counts(1);
  book.Add(1, use);
  book.Add(2, Use(200, 0, 7, 1));
  EXPECT_FALSE(book.Remove(1, {0, 9}));
  EXPECT_FALSE(book.Remove(3, {0, 7}));
  EXPECT_FALSE(book.Remove(1, {5, 7}));
  EXPECT_TRUE(book.Remove(1, {0, 7}));
  EXPECT_EQ(book.counts().at({0, 7}), 2u);
  EXPECT_TRUE(book.Remove(1, {0, 7}));
  EXPECT_FALSE(book.Remove(1, {0, 7}));
  EXPECT_EQ(book.counts().at({0, 7}), 1u);
  const storage::v1::CapUseRecord left = book.UseOf(1);
  ASSERT_EQ(left.keys_size(), 1);
  EXPECT_EQ(left.keys(0), 8u);
  EXPECT_EQ(left.time_us(), 100);
  EXPECT_TRUE(book.Remove(2, {0, 7}));
  EXPECT_FALSE(book.counts().contains({0, 7}));
  EXPECT_EQ(book.UseOf(2).keys_size(), 0);
}

}  // namespace
}  // namespace winnow::shard
