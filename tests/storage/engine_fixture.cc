// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/storage/engine_fixture.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "storage/key.h"
#include "storage/memory_engine.h"
#include "storage/rocksdb_engine.h"
#include "tests/storage/rocksdb_bench.h"

namespace winnow::storage {
namespace {

class MemoryBench final : public EngineBench {
 public:
  absl::Status Reopen(uint32_t shards) override {
    engine_.reset();
    auto opened = MemoryEngine::Open({shards, image_});
    if (!opened.ok()) return opened.status();
    engine_ = *std::move(opened);
    return absl::OkStatus();
  }
  Engine& engine() override { return *engine_; }
  Maintenance& maintenance() override { return *engine_; }
  CommitResult CommitFailing(const Commit& commit) override {
    engine_->FailNextCommit(MemoryFault::kLost);
    return engine_->Commit(commit);
  }
  void LoseLeaf(ShardId shard, uint64_t seq) override {
    MutexLock lock(&image_->mutex);
    image_->shards[shard].leaves.erase(seq);
  }

 private:
  std::shared_ptr<MemoryImage> image_ = std::make_shared<MemoryImage>();
  std::unique_ptr<MemoryEngine> engine_;
};

}  // namespace

std::vector<EngineKind> AllEngines() {
  return {{"Memory", [] { return std::make_unique<MemoryBench>(); }},
          {"Rocksdb", [] { return std::make_unique<RocksdbBench>(); }}};
}

std::string TestKey(ShardId shard, absl::string_view rest) {
  return KeyBuilder(shard, Table::kCandidate).Take() + std::string(rest);
}

void EngineTest::SetUp() {
  bench_ = GetParam().make();
  Reopen();
}

void EngineTest::Reopen(uint32_t shards) {
  const absl::Status status = bench_->Reopen(shards);
  ASSERT_TRUE(status.ok()) << status;
}

ShardHead EngineTest::HeadOf(ShardId shard) {
  const absl::StatusOr<ShardHead> head = engine().Head(shard);
  EXPECT_TRUE(head.ok()) << head.status();
  return head.value_or(ShardHead());
}

Commit EngineTest::NextCommit(ShardId shard) {
  const ShardHead head = HeadOf(shard);
  Commit commit;
  commit.fence = {shard, head.epoch, head.last_seq};
  commit.leaves = {"leaf"};
  commit.head_note = "note " + std::to_string(head.last_seq + 1);
  return commit;
}

void EngineTest::MustPut(ShardId shard, const std::vector<Row>& rows) {
  Commit commit = NextCommit(shard);
  commit.puts = rows;
  const CommitResult result = engine().Commit(commit);
  ASSERT_EQ(result.outcome, Outcome::kCommitted) << result.cause;
}

std::vector<Row> EngineTest::AllRows(ShardId shard, const ScanLimits& limits) {
  std::vector<Row> rows;
  KeyRange range;
  do {
    absl::StatusOr<ScanPage> page = engine().Scan(shard, range, limits);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return rows;
    EXPECT_LE(page->rows.size(), limits.rows);
    rows.insert(rows.end(), page->rows.begin(), page->rows.end());
    range.begin = page->next_key;
  } while (!range.begin.empty());
  return rows;
}

std::vector<Row> EngineTest::BulkRows(ShardId shard, const KeyRange& range) {
  std::vector<Row> rows;
  absl::StatusOr<std::unique_ptr<BulkReader>> reader = engine().OpenBulk(shard, range);
  EXPECT_TRUE(reader.ok()) << reader.status();
  if (!reader.ok()) return rows;
  while ((*reader)->Next()) {
    rows.push_back({std::string((*reader)->key()), std::string((*reader)->value())});
  }
  EXPECT_TRUE((*reader)->status().ok()) << (*reader)->status();
  return rows;
}

std::vector<Leaf> EngineTest::AllLeaves(ShardId shard) {
  absl::StatusOr<std::vector<Leaf>> leaves = engine().ReadLeaves(shard, 0, 1'000'000);
  EXPECT_TRUE(leaves.ok()) << leaves.status();
  return leaves.value_or(std::vector<Leaf>());
}

std::string EngineName(const ::testing::TestParamInfo<EngineKind>& param) {
  return param.param.name;
}

bool operator==(const Row& a, const Row& b) { return a.key == b.key && a.value == b.value; }

bool operator==(const Leaf& a, const Leaf& b) { return a.seq == b.seq && a.bytes == b.bytes; }

bool operator==(const ShardHead& a, const ShardHead& b) {
  return a.epoch == b.epoch && a.last_seq == b.last_seq && a.head_note == b.head_note;
}

void PrintTo(const Row& row, std::ostream* out) {
  *out << absl::BytesToHexString(row.key) << "=" << absl::BytesToHexString(row.value);
}

void PrintTo(Outcome outcome, std::ostream* out) {
  constexpr const char* kNames[] = {"COMMITTED", "FENCED", "REJECTED", "UNKNOWN"};
  *out << kNames[static_cast<int>(outcome)];
}

}  // namespace winnow::storage
