// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Sentences E1.10 to E1.15 of storage/engine.h, on every engine.
#include <optional>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/key.h"
#include "tests/storage/engine_fixture.h"

namespace winnow::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ReadConformance : public EngineTest {
 protected:
  // Rows a00 .. a19 with values of 10 bytes, so that a row has 16 bytes.
  std::vector<Row> PutTwenty() {
    std::vector<Row> rows;
    for (int i = 0; i < 20; ++i) {
      const std::string digits = {static_cast<char>('0' + i / 10), static_cast<char>('0' + i % 10)};
      rows.push_back({TestKey(0, "a" + digits), std::string(10, 'v')});
    }
    MustPut(0, rows);
    return rows;
  }
};

INSTANTIATE_TEST_SUITE_P(E1, ReadConformance, ::testing::ValuesIn(AllEngines()), EngineName);

TEST_P(ReadConformance, E1_10_GetAnswersInTheOrderOfItsKeys) {
  MustPut(0, {{TestKey(0, "a"), "1"}, {TestKey(0, "b"), ""}});
  const auto values =
      engine().Get(0, {TestKey(0, "b"), TestKey(0, "absent"), TestKey(0, "a"), TestKey(0, "b")});
  ASSERT_TRUE(values.ok()) << values.status();
  EXPECT_THAT(*values, ElementsAre("", std::nullopt, "1", ""));
  const auto nothing = engine().Get(0, {});
  ASSERT_TRUE(nothing.ok());
  EXPECT_THAT(*nothing, IsEmpty());
}

TEST_P(ReadConformance, E1_11_PagesOfAnyLimitsTogetherAreComplete) {
  const std::vector<Row> rows = PutTwenty();
  for (const size_t limit : {1, 2, 3, 7, 19, 20, 21, 1000}) {
    EXPECT_EQ(AllRows(0, {limit, 1 << 20}), rows) << limit << " rows";
  }
  for (const size_t limit : {1, 15, 16, 17, 100, 320, 1000}) {
    EXPECT_EQ(AllRows(0, {1000, limit}), rows) << limit << " bytes";
  }
}

TEST_P(ReadConformance, E1_11_APageKeepsItsLimitsAndHoldsAtLeastOneRow) {
  PutTwenty();
  const auto of = [&](const ScanLimits& limits) {
    const absl::StatusOr<ScanPage> page = engine().Scan(0, {}, limits);
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? page->rows.size() : 0;
  };
  EXPECT_EQ(of({7, 1000}), 7u);
  EXPECT_EQ(of({1000, 47}), 2u);
  EXPECT_EQ(of({1000, 48}), 3u);
  EXPECT_EQ(of({1000, 1}), 1u);
}

TEST_P(ReadConformance, E1_11_ARangeIsHalfOpen) {
  const std::vector<Row> rows = PutTwenty();
  const KeyRange range = {rows[3].key, rows[6].key};
  const absl::StatusOr<ScanPage> page = engine().Scan(0, range, {});
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(page->rows, ElementsAre(rows[3], rows[4], rows[5]));
  EXPECT_EQ(page->next_key, "");
  for (const KeyRange& empty : {KeyRange{rows[3].key, rows[3].key}, {rows[6].key, rows[3].key}}) {
    const absl::StatusOr<ScanPage> none = engine().Scan(0, empty, {});
    ASSERT_TRUE(none.ok()) << none.status();
    EXPECT_THAT(none->rows, IsEmpty());
    EXPECT_THAT(BulkRows(0, empty), IsEmpty());
  }
}

TEST_P(ReadConformance, E1_12_ABulkReaderDeliversWhatAScanWould) {
  const std::vector<Row> rows = PutTwenty();
  EXPECT_EQ(BulkRows(0, {}), rows);
  EXPECT_THAT(BulkRows(0, {rows[18].key, ""}), ElementsAre(rows[18], rows[19]));
  EXPECT_THAT(BulkRows(1, {}), IsEmpty());
}

TEST_P(ReadConformance, E1_12_ABulkReaderSeesTheMomentItWasOpened) {
  const std::vector<Row> rows = PutTwenty();
  absl::StatusOr<std::unique_ptr<BulkReader>> reader = engine().OpenBulk(0, {});
  ASSERT_TRUE(reader.ok());
  Commit commit = NextCommit(0);
  commit.puts = {{TestKey(0, "a015"), "between"}, {rows[1].key, "changed"}};
  commit.deletes = {rows[2].key};
  ASSERT_EQ(engine().Commit(commit).outcome, Outcome::kCommitted);
  std::vector<Row> seen;
  while ((*reader)->Next()) {
    seen.push_back({std::string((*reader)->key()), std::string((*reader)->value())});
  }
  EXPECT_TRUE((*reader)->status().ok());
  EXPECT_EQ(seen, rows);
  EXPECT_FALSE((*reader)->Next());
}

TEST_P(ReadConformance, E1_13_LeavesAreNotRows) {
  MustPut(0, {{KeyBuilder(0, Table::kBatch).Take(), "after table a"}});
  EXPECT_THAT(AllRows(0), SizeIs(1));
  EXPECT_THAT(BulkRows(0, {}), SizeIs(1));
}

TEST_P(ReadConformance, E1_14_LeavesComeInOrderUpToTheLimit) {
  for (int i = 0; i < 4; ++i) {
    Commit commit = NextCommit(0);
    commit.leaves = {"x", "y", "z"};
    ASSERT_EQ(engine().Commit(commit).outcome, Outcome::kCommitted);
  }
  uint64_t expected = 0;
  for (const Leaf& leaf : AllLeaves(0)) EXPECT_EQ(leaf.seq, ++expected);
  EXPECT_EQ(expected, 12u);
  const auto some = engine().ReadLeaves(0, 4, 3);
  ASSERT_TRUE(some.ok()) << some.status();
  EXPECT_THAT(*some, ElementsAre(Leaf{5, "y"}, Leaf{6, "z"}, Leaf{7, "x"}));
  for (const uint64_t after : {uint64_t{12}, uint64_t{13}, ~uint64_t{0}}) {
    const auto none = engine().ReadLeaves(0, after, 3);
    ASSERT_TRUE(none.ok()) << none.status();
    EXPECT_THAT(*none, IsEmpty());
  }
}

TEST_P(ReadConformance, E1_14_AMissingLeafIsDataLoss) {
  for (int i = 0; i < 5; ++i) MustPut(0, {});
  bench_->LoseLeaf(0, 3);
  EXPECT_TRUE(engine().ReadLeaves(0, 0, 2).ok());
  EXPECT_TRUE(absl::IsDataLoss(engine().ReadLeaves(0, 0, 3).status()));
  EXPECT_TRUE(absl::IsDataLoss(engine().ReadLeaves(0, 2, 100).status()));
  EXPECT_TRUE(engine().ReadLeaves(0, 3, 100).ok());
  bench_->LoseLeaf(0, 5);
  EXPECT_TRUE(absl::IsDataLoss(engine().ReadLeaves(0, 3, 100).status()));
}

TEST_P(ReadConformance, E1_15_WhatLiesOutsideTheShardIsRefused) {
  const auto refused = [](const absl::Status& status) { return absl::IsInvalidArgument(status); };
  EXPECT_TRUE(refused(engine().Get(0, {TestKey(0, "a"), TestKey(1, "a")}).status()));
  EXPECT_TRUE(refused(engine().Get(0, {LeafKey(0, 1)}).status()));
  EXPECT_TRUE(refused(engine().Get(0, {""}).status()));
  for (const KeyRange& range :
       {KeyRange{TestKey(1, ""), ""}, KeyRange{"", TestKey(1, "")},
        KeyRange{TestKey(0, ""), TestKey(2, "")}, TableRange(0, Table::kLeaf)}) {
    EXPECT_TRUE(refused(engine().Scan(0, range, {}).status()));
    EXPECT_TRUE(refused(engine().OpenBulk(0, range).status()));
  }
  EXPECT_TRUE(refused(engine().Scan(1, {TestKey(0, ""), ""}, {}).status()));
  EXPECT_TRUE(refused(engine().Scan(0, {}, {0, 1}).status()));
  EXPECT_TRUE(refused(engine().Scan(0, {}, {1, 0}).status()));
  EXPECT_TRUE(refused(engine().ReadLeaves(0, 0, 0).status()));
}

}  // namespace
}  // namespace winnow::storage
