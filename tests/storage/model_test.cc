// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Random commands against every engine and against std::map, with reopens in between (storage.md
// E6). WINNOW_LONG_FAULTS=1 in the environment asks for the long form.
#include <iostream>
#include <map>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "server/ops/clock.h"
#include "storage/key.h"
#include "tests/testing/figures.h"
#include "tests/storage/engine_fixture.h"
#include "tests/storage/rocksdb_bench.h"
#include "tests/testing/long_form.h"
#include "tests/testing/seed.h"

namespace winnow::storage {
namespace {

constexpr int kCommands = 20'000;
constexpr int kCommandsOfLongForm = 1'000'000;
constexpr int kReopenEvery = 500;  // on average
constexpr int kShards = 2;

// All engines. Commands far outnumber what a disk syncs, and no power is lost here: RocksDB runs
// without sync.
std::vector<EngineKind> UnsyncedEngines() {
  std::vector<EngineKind> kinds = AllEngines();
  for (EngineKind& kind : kinds) {
    kind.make = [make = kind.make]() -> std::unique_ptr<EngineBench> {
      std::unique_ptr<EngineBench> bench = make();
      if (auto* rocksdb = dynamic_cast<RocksdbBench*>(bench.get()); rocksdb != nullptr) {
        rocksdb->options().sync = false;
        // Reopens make files faster than they are compacted.
        rocksdb->options().wait = [](absl::Duration time) { ops::SystemClock().WaitFor(time); };
      }
      return bench;
    };
  }
  return kinds;
}

struct ModelShard {
  std::map<std::string, std::string> rows;
  std::vector<std::string> new_leaves;  // since the last comparison
  uint64_t compared_leaves = 0;
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
    std::map<std::string, std::string> rows = model_[shard].rows;
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
        rows[key] = *value;
      } else {
        commit.deletes.push_back(key);
        rows.erase(key);
      }
    }
    for (size_t i = 1 + Below(3); i > 0; --i) commit.leaves.push_back(std::to_string(Below(1000)));
    const size_t spoil = Below(10);
    if (spoil == 0) ++commit.fence.expected_seq;
    if (spoil == 1) --commit.fence.epoch;
    if (spoil == 2) commit.deletes.push_back(TestKey(static_cast<ShardId>(shard + 1), ""));
    const Outcome expected = spoil > 2    ? Outcome::kCommitted
                             : spoil == 2 ? Outcome::kRejected
                                          : Outcome::kFenced;
    ASSERT_EQ(engine().Commit(commit).outcome, expected);
    if (spoil <= 2) return;
    ModelShard& model = model_[shard];
    model.rows = std::move(rows);
    model.new_leaves.insert(model.new_leaves.end(), commit.leaves.begin(), commit.leaves.end());
    model.note = commit.head_note;
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
      ModelShard& model = model_[shard];
      std::vector<Row> rows;
      for (const auto& [key, value] : model.rows) rows.push_back({key, value});
      ASSERT_EQ(AllRows(shard), rows);
      const auto leaves =
          engine().ReadLeaves(shard, model.compared_leaves, model.new_leaves.size() + 1);
      ASSERT_TRUE(leaves.ok()) << leaves.status();
      std::vector<std::string> texts;
      for (const Leaf& leaf : *leaves) texts.push_back(leaf.bytes);
      ASSERT_EQ(texts, model.new_leaves);
      model.compared_leaves += model.new_leaves.size();
      model.new_leaves.clear();
      ASSERT_EQ(HeadOf(shard).last_seq, model.compared_leaves);
      ASSERT_EQ(HeadOf(shard).head_note, model.note);
    }
  }

  std::mt19937_64 random_;
  ModelShard model_[kShards];
};

INSTANTIATE_TEST_SUITE_P(E6, ModelTest, ::testing::ValuesIn(UnsyncedEngines()), EngineName);

TEST_P(ModelTest, RandomCommandsGiveWhatAMapGives) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(seed);
  random_.seed(seed);
  const int commands = winnow::testing::LongForm() ? kCommandsOfLongForm : kCommands;
  for (int i = 0; i < commands && !HasFatalFailure(); ++i) {
    const size_t command = Below(100);
    if (command < 60) {
      RandomCommit();
    } else if (command < 80) {
      RandomScan();
    } else {
      RandomGet();
    }
    if (Below(kReopenEvery) == 0) {
      ASSERT_NO_FATAL_FAILURE(Reopen(kShards));
      CompareAll();
    }
  }
  CompareAll();
  std::cout << "seed " << seed << std::endl;
  testing::Publish("storage_model_" + GetParam().name,
                  {{"model_commands", commands}, {"model_differences", HasFailure() ? 1 : 0}});
}

}  // namespace
}  // namespace winnow::storage
