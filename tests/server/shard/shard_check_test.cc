// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/shard_check.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/digest/merkle.h"
#include "server/digest/merkle_tiles.h"
#include "server/shard/log_tree.h"
#include "storage/key.h"
#include "storage/tables/audit_tables.h"
#include "tests/server/shard/random_life.h"
#include "tests/server/shard/shard_bed.h"
#include "tests/testing/seed.h"

namespace winnow::shard::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

ShardReport Check(ShardBed& bed) {
  const auto report = CheckShard(bed.engine(), 0, bed.clock().WallNow());
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? *report : ShardReport();
}

// Changes rows behind the shard's back; `note` of the head is that of an honest commit when it is
// empty.
void Change(ShardBed& bed, std::vector<storage::Row> puts, std::vector<std::string> deletes,
            std::string note = "") {
  const storage::ShardHead head = *bed.engine().Head(0);
  storage::Commit honest;
  if (note.empty()) {
    digest::MerkleTiles tiles;
    storage::WriteSet last;
    const auto append = [&](absl::string_view leaf) {
      last = {};
      tiles.Append(digest::MerkleLeafHash(leaf), [&](const digest::MerkleTiles::Tile& tile) {
        if (!IsStoredTile(tile)) return;
        storage::TileTable::Put(0, {static_cast<uint8_t>(tile.level), tile.index},
                                TileRecordOf(tile.hashes), &last);
      });
    };
    const auto leaves = *bed.engine().ReadLeaves(0, 0, 1'000'000);
    for (const storage::Leaf& leaf : leaves) append(leaf.bytes);
    append("leaf");
    last.MoveInto(&honest);
    puts.insert(puts.end(), honest.puts.begin(), honest.puts.end());
    note = TreeNote(tiles.Root());
  }
  const auto result = bed.engine().Commit({{0, head.epoch, head.last_seq},
                                           std::move(puts),
                                           std::move(deletes),
                                           {"leaf"},
                                           std::move(note)});
  ASSERT_EQ(result.outcome, storage::Outcome::kCommitted) << result.cause;
}

std::vector<storage::Row> RowsOf(ShardBed& bed, const storage::KeyRange& range) {
  return bed.engine().Scan(0, range, {.rows = 100'000, .bytes = size_t{1} << 30})->rows;
}

class ShardChecks : public ::testing::Test {
 protected:
  ShardChecks() : life_(winnow::testing::Seed()) {
    life_.Begin();
    for (int i = 0; i < 300; ++i) life_.Step();
  }
  ShardBed& bed() { return life_.bed(); }

  RandomLife life_;
};

TEST_F(ShardChecks, FindNothingInTheRowsOfRandomCommands) {
  for (int round = 0; round < 10; ++round) {
    const ShardReport report = Check(bed());
    EXPECT_THAT(report.problems, IsEmpty());
    EXPECT_EQ(report.leaves, bed().engine().Head(0)->last_seq);
    EXPECT_GT(report.batches, 0u);
    for (int i = 0; i < 100; ++i) life_.Step();
  }
}

TEST_F(ShardChecks, FindARowOfAnyTableThatDoesNotDecode) {
  for (const storage::Row& row : RowsOf(bed(), {})) {
    if (row.value.empty()) continue;
    Change(bed(), {{row.key, absl::StrCat("\x7f", row.value)}}, {});
    EXPECT_THAT(Check(bed()).problems, Not(IsEmpty())) << "a row of table " << row.key[2];
    Change(bed(), {row}, {});
  }
  EXPECT_THAT(Check(bed()).problems, IsEmpty());
}

TEST_F(ShardChecks, FindABatchOrALeaseThatIsGone) {
  for (const storage::Table table : {storage::Table::kBatch, storage::Table::kLease}) {
    const std::vector<storage::Row> rows = RowsOf(bed(), storage::TableRange(0, table));
    ASSERT_THAT(rows, Not(IsEmpty()));
    for (const storage::Row& row : rows) {
      Change(bed(), {}, {row.key});
      EXPECT_THAT(Check(bed()).problems, Not(IsEmpty()));
      Change(bed(), {row}, {});
    }
  }
}

// Leaves, with the tiles that they complete, up to `count` in all.
void FillLog(ShardBed& bed, uint64_t count) {
  const storage::ShardHead head = *bed.engine().Head(0);
  const auto tree = *LogTree::Open(bed.engine(), 0, head);
  storage::Commit commit;
  commit.fence = {0, head.epoch, head.last_seq};
  storage::WriteSet writes;
  for (uint64_t seq = head.last_seq; seq < count; ++seq) {
    commit.leaves.emplace_back("leaf");
    tree->Append(commit.leaves.back(), writes);
  }
  writes.MoveInto(&commit);
  commit.head_note = tree->Note();
  ASSERT_EQ(bed.engine().Commit(commit).outcome, storage::Outcome::kCommitted);
}

TEST_F(ShardChecks, FindATileThatIsGoneOrOneTooMany) {
  FillLog(bed(), 66'000);
  const std::vector<storage::Row> rows =
      RowsOf(bed(), storage::TableRange(0, storage::Table::kNode));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_THAT(Check(bed()).problems, IsEmpty());
  Change(bed(), {}, {rows[0].key});
  EXPECT_THAT(Check(bed()).problems, Not(IsEmpty()));
  Change(bed(), {rows[0]}, {});
  EXPECT_THAT(Check(bed()).problems, IsEmpty());
  Change(bed(), {{storage::TileTable::Key(0, {1, 7}), rows[0].value}}, {});
  EXPECT_THAT(Check(bed()).problems, Not(IsEmpty()));
}

TEST_F(ShardChecks, FindAPayloadThatItsLeafDoesNotCommitTo) {
  std::vector<storage::Row> rows = RowsOf(bed(), storage::TableRange(0, storage::Table::kPayload));
  ASSERT_GE(rows.size(), 2u);
  Change(bed(), {{rows[0].key, rows[1].value}}, {});
  EXPECT_THAT(Check(bed()).problems, Not(IsEmpty()));
  Change(bed(), {}, {rows[0].key});
  EXPECT_THAT(Check(bed()).problems, IsEmpty()) << "an erased payload is none that is wrong";
}

TEST_F(ShardChecks, FindALeafThatIsNotAsItWasWritten) {
  Change(bed(), {}, {}, bed().engine().Head(0)->head_note);
  const ShardReport report = Check(bed());
  ASSERT_EQ(report.problems.size(), 1u);
  EXPECT_THAT(report.problems[0], HasSubstr("shard 0, audit leaves: "));
}

}  // namespace
}  // namespace winnow::shard::testing
