// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Random commands against every engine and against std::map, with reopens in between (storage.md
// E6).
#include <map>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "storage/key.h"
#include "tests/storage/engine_fixture.h"
#include "tests/testing/seed.h"

namespace winnow::storage {
namespace {

constexpr int kCommands = 1000;  // per seed
constexpr int kShards = 2;

struct ModelShard {
  std::map<std::string, std::string> rows;
  std::vector<std::string> leaves;
  std::string note;
};

class ModelTest : public EngineTest {
 protected:
  size_t Below(size_t bound) {
    return std::uniform_int_distribution<size_t>(0, bound - 1)(random_);
  }

  // Few keys, of few bytes, zero and 0xff among them, so that commands meet.
  std::string RandomKey(ShardId shard) {
    constexpr char kBytes[] = {'\x00', '\x01', 'a', '\xff'};
    std::string rest;
    for (size_t i = Below(4); i > 0; --i) rest.push_back(kBytes[Below(sizeof(kBytes))]);
    return TestKey(shard, rest);
  }

  void RandomCommit() {
    const ShardId shard = static_cast<ShardId>(Below(kShards));
    ModelShard next = model_[shard];
    std::map<std::string, std::optional<std::string>> fates;
    for (size_t i = Below(6); i > 0; --i) {
      std::optional<std::string> value;
      if (Below(3) > 0) value = std::string(Below(50), static_cast<char>('a' + Below(26)));
      fates[RandomKey(shard)] = value;
    }
    Commit commit = NextCommit(shard);
    commit.leaves.clear();
    for (const auto& [key, value] : fates) {
      if (value.has_value()) {
        commit.puts.push_back({key, *value});
        next.rows[key] = *value;
      } else {
        commit.deletes.push_back(key);
        next.rows.erase(key);
      }
    }
    for (size_t i = 1 + Below(3); i > 0; --i) commit.leaves.push_back(std::to_string(Below(1000)));
    next.leaves.insert(next.leaves.end(), commit.leaves.begin(), commit.leaves.end());
    next.note = commit.head_note;
    const size_t spoil = Below(10);
    if (spoil == 0) ++commit.fence.expected_seq;
    if (spoil == 1) --commit.fence.epoch;
    if (spoil == 2) commit.deletes.push_back(TestKey(static_cast<ShardId>(shard + 1), ""));
    const Outcome expected = spoil > 2    ? Outcome::kCommitted
                             : spoil == 2 ? Outcome::kRejected
                                          : Outcome::kFenced;
    ASSERT_EQ(engine().Commit(commit).outcome, expected);
    if (spoil > 2) model_[shard] = std::move(next);
  }

  void RandomScan() {
    const ShardId shard = static_cast<ShardId>(Below(kShards));
    KeyRange range = {RandomKey(shard), RandomKey(shard)};
    std::vector<Row> expected;
    for (const auto& [key, value] : model_[shard].rows) {
      if (key >= range.begin && key < range.end) expected.push_back({key, value});
    }
    ASSERT_EQ(BulkRows(shard, range), expected);
    std::vector<Row> scanned;
    const ScanLimits limits = {1 + Below(5), 1 + Below(200)};
    for (bool more = true; more;) {
      const absl::StatusOr<ScanPage> page = engine().Scan(shard, range, limits);
      ASSERT_TRUE(page.ok()) << page.status();
      scanned.insert(scanned.end(), page->rows.begin(), page->rows.end());
      range.begin = page->next_key;
      more = !range.begin.empty();
    }
    ASSERT_EQ(scanned, expected);
  }

  void RandomGet() {
    const ShardId shard = static_cast<ShardId>(Below(kShards));
    const std::vector<std::string> keys = {RandomKey(shard), RandomKey(shard), RandomKey(shard)};
    const auto values = engine().Get(shard, keys);
    ASSERT_TRUE(values.ok()) << values.status();
    for (size_t i = 0; i < keys.size(); ++i) {
      const auto it = model_[shard].rows.find(keys[i]);
      ASSERT_EQ((*values)[i].has_value(), it != model_[shard].rows.end());
      if (it != model_[shard].rows.end()) {
        ASSERT_EQ((*values)[i], it->second);
      }
    }
  }

  void CompareAll() {
    for (ShardId shard = 0; shard < kShards; ++shard) {
      const ModelShard& model = model_[shard];
      std::vector<Row> rows;
      for (const auto& [key, value] : model.rows) rows.push_back({key, value});
      ASSERT_EQ(AllRows(shard), rows);
      std::vector<std::string> leaves;
      for (const Leaf& leaf : AllLeaves(shard)) leaves.push_back(leaf.bytes);
      ASSERT_EQ(leaves, model.leaves);
      ASSERT_EQ(HeadOf(shard).last_seq, model.leaves.size());
      ASSERT_EQ(HeadOf(shard).head_note, model.note);
    }
  }

  std::mt19937_64 random_;
  ModelShard model_[kShards];
};

INSTANTIATE_TEST_SUITE_P(E6, ModelTest, ::testing::ValuesIn(AllEngines()), EngineName);

TEST_P(ModelTest, RandomCommandsGiveWhatAMapGives) {
  for (const uint64_t seed : {1, 2, 3}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    random_.seed(seed);
    for (int i = 0; i < kCommands && !HasFatalFailure(); ++i) {
      const size_t command = Below(100);
      if (command < 60) {
        RandomCommit();
      } else if (command < 80) {
        RandomScan();
      } else if (command < 99) {
        RandomGet();
      } else {
        Reopen(kShards);
        CompareAll();
      }
    }
    CompareAll();
  }
}

}  // namespace
}  // namespace winnow::storage
