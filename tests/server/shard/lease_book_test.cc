// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/lease_book.h"

#include <map>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/shard/label_book.h"
#include "tests/testing/seed.h"

namespace winnow::shard::testing {
namespace {

using ::testing::Optional;
using ::testing::Pair;

storage::v1::LeaseRecord Lease(const std::string& labeler, uint32_t first, uint32_t items) {
  storage::v1::LeaseRecord record;
  record.set_labeler(labeler);
  record.set_state(v1::BATCH_STATE_OPEN);
  for (uint32_t i = 0; i < items; ++i) record.add_arrivals(first + i);
  record.set_item_states(std::string(items, v1::ITEM_STATE_OPEN));
  return record;
}

TEST(LeaseBook, CountsWhatIsOpenInAllAndPerLabeler) {
  LeaseBook book;
  book.Open(1, Lease("a", 0, 3), absl::Seconds(9));
  book.Open(2, Lease("b", 10, 2), absl::Seconds(5));
  EXPECT_EQ(book.open_batches(), 2u);
  EXPECT_EQ(book.open_items(), 5u);
  EXPECT_EQ(book.open_items_of("a"), 3u);
  EXPECT_EQ(book.open_items_of("nobody"), 0u);
  EXPECT_THAT(book.Next(), Optional(Pair(absl::Seconds(5), 2u)));
  OpenBatch& batch = *book.Find(2);
  EXPECT_EQ(batch.positions.at(11), 1u);
  book.FinishItem(batch, 1, v1::ITEM_STATE_DONE);
  EXPECT_EQ(batch.open_items, 1u);
  EXPECT_EQ(batch.record.item_states()[1], v1::ITEM_STATE_DONE);
  EXPECT_EQ(book.open_items_of("b"), 1u);
  book.Close(batch);
  EXPECT_EQ(book.Find(2), nullptr);
  EXPECT_EQ(book.open_items(), 3u);
  EXPECT_EQ(book.open_items_of("b"), 0u);
  EXPECT_THAT(book.Next(), Optional(Pair(absl::Seconds(9), 1u)));
}

TEST(LeaseBook, CountsOnlyOpenItemsOfALeaseThatIsReadBack) {
  LeaseBook book;
  storage::v1::LeaseRecord record = Lease("a", 0, 3);
  (*record.mutable_item_states())[1] = v1::ITEM_STATE_DONE;
  book.Open(4, record, absl::ZeroDuration());
  EXPECT_EQ(book.open_items(), 2u);
  EXPECT_EQ(book.Find(4)->open_items, 2u);
}

TEST(LeaseBook, OrdersBatchesByDeadline) {
  LeaseBook book;
  book.Open(1, Lease("a", 0, 1), absl::Seconds(5));
  book.Open(2, Lease("a", 1, 1), absl::Seconds(5));
  EXPECT_EQ(book.Next()->second, 1u);
  book.SetDeadline(*book.Find(1), absl::Seconds(6));
  EXPECT_EQ(book.Next()->second, 2u);
  book.Close(*book.Find(2));
  EXPECT_THAT(book.Next(), Optional(Pair(absl::Seconds(6), 1u)));
  book.Close(*book.Find(1));
  EXPECT_EQ(book.Next(), std::nullopt);
}

TEST(LeaseBook, AgreesWithANaiveBookOverRandomSteps) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  std::mt19937 random(seed);
  LeaseBook book;
  struct Naive {
    std::string labeler;
    std::set<uint32_t> open;
    absl::Duration deadline;
  };
  std::map<BatchNo, Naive> naive;
  std::map<BatchNo, uint32_t> slots;
  BatchNo last = 0;
  for (int i = 0; i < 5000; ++i) {
    const uint32_t pick = random() % 8;
    if (naive.empty() || pick < 2) {
      const uint32_t items = 1 + random() % 4;
      const Naive fresh{absl::StrCat("l", random() % 3), {}, absl::Seconds(random() % 50)};
      auto& added = naive[++last] = fresh;
      for (uint32_t p = 0; p < items; ++p) added.open.insert(p);
      slots[last] = book.Open(last, Lease(fresh.labeler, i * 10, items), fresh.deadline);
    } else {
      const auto it = std::next(naive.begin(), random() % naive.size());
      OpenBatch& batch = *book.Find(it->first);
      ASSERT_EQ(&batch, &book.at(slots[it->first]));
      if (pick < 4) {
        book.Close(batch);
        naive.erase(it);
      } else if (pick < 5) {
        it->second.deadline = absl::Seconds(random() % 50);
        book.SetDeadline(batch, it->second.deadline);
      } else if (!it->second.open.empty()) {
        book.FinishItem(batch, *it->second.open.begin(), v1::ITEM_STATE_RETURNED);
        it->second.open.erase(it->second.open.begin());
      }
    }
    std::map<std::string, uint64_t> of;
    uint64_t total = 0;
    absl::Duration first = absl::InfiniteDuration();
    for (const auto& [no, batch] : naive) {
      of[batch.labeler] += batch.open.size();
      total += batch.open.size();
      first = std::min(first, batch.deadline);
    }
    ASSERT_EQ(book.open_items(), total);
    ASSERT_EQ(book.open_batches(), naive.size());
    for (const char* labeler : {"l0", "l1", "l2"})
      ASSERT_EQ(book.open_items_of(labeler), of[labeler]);
    ASSERT_EQ(naive.empty() ? absl::InfiniteDuration() : book.Next()->first, first);
  }
}

TEST(LeaseToken, NamesBatchEpochAndCounter) {
  storage::v1::LeaseRecord record;
  record.set_token_epoch(17);
  record.set_token_counter(255);
  EXPECT_EQ(LeaseToken(16, record), "11-ff-10");
}

TEST(LabelBook, CountsDistinctAnnotatorsByRevision) {
  LabelBook book;
  EXPECT_TRUE(book.Add(3, "a", "asr@1"));
  EXPECT_FALSE(book.Add(3, "a", "asr@1"));
  EXPECT_TRUE(book.Add(3, "b", "asr@2"));
  EXPECT_TRUE(book.Add(3, "a", "asr@2"));
  EXPECT_TRUE(book.Add(4, "a", "asr@1"));
  EXPECT_EQ(book.Count(3), 3u);
  EXPECT_EQ(book.CountUnder(3, "asr@1"), 1u);
  EXPECT_EQ(book.CountUnder(3, "asr@2"), 2u);
  EXPECT_EQ(book.CountUnder(3, "asr@3"), 0u);
  EXPECT_EQ(book.Count(5), 0u);
  EXPECT_TRUE(book.Has(3, "b", "asr@2"));
  EXPECT_FALSE(book.Has(3, "b", "asr@1"));
  EXPECT_FALSE(book.Has(4, "b", "asr@2"));
  EXPECT_TRUE(book.IsLabeled(3, 2));
  EXPECT_FALSE(book.IsLabeled(3, 3)) << "of no revision there are three";
}

TEST(LabelBook, TakesWhatWasDecidedForLabeledUntilItsLabelsGo) {
  LabelBook book;
  book.Add(3, "a", "asr@1");
  book.Decide(3);
  EXPECT_TRUE(book.IsLabeled(3, 9));
  EXPECT_EQ(book.Remove(3), 1u);
  EXPECT_FALSE(book.IsDecided(3));
  EXPECT_FALSE(book.IsLabeled(3, 1));
  EXPECT_TRUE(book.Add(3, "a", "asr@1"));
}

}  // namespace
}  // namespace winnow::shard::testing
