// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_STORAGE_ENGINE_FIXTURE_H_
#define WINNOW_TESTS_STORAGE_ENGINE_FIXTURE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "storage/engine.h"
#include "storage/maintenance.h"

namespace winnow::storage {

// An engine over something that outlives it.
class EngineBench {
 public:
  virtual ~EngineBench() = default;
  // Closes the engine, if one is open, and opens it with so many shards.
  virtual absl::Status Reopen(uint32_t shards) = 0;
  virtual Engine& engine() = 0;
  virtual Maintenance& maintenance() = 0;
  // Commits with writes that fail.
  virtual CommitResult CommitFailing(const Commit& commit) = 0;
  // Takes a leaf away behind the engine's back.
  virtual void LoseLeaf(ShardId shard, uint64_t seq) = 0;
};

struct EngineKind {
  std::string name;
  std::function<std::unique_ptr<EngineBench>()> make;
};

// Every engine there is. A new engine joins the suites here.
std::vector<EngineKind> AllEngines();

// A key of table 'c' in a shard, with arbitrary bytes behind.
std::string TestKey(ShardId shard, absl::string_view rest);

// One test over one engine, opened with two shards.
class EngineTest : public ::testing::TestWithParam<EngineKind> {
 protected:
  void SetUp() override;

  Engine& engine() { return bench_->engine(); }
  void Reopen(uint32_t shards = 2);

  // What the engine says about a shard; fails the test on an error.
  ShardHead HeadOf(ShardId shard);
  // A commit of one leaf that the shard would take now.
  Commit NextCommit(ShardId shard);
  // Commits puts with one leaf, which must succeed.
  void MustPut(ShardId shard, const std::vector<Row>& rows);
  // All rows of a shard through Scan.
  std::vector<Row> AllRows(ShardId shard, const ScanLimits& limits = {});
  // All rows of a range through a bulk reader.
  std::vector<Row> BulkRows(ShardId shard, const KeyRange& range);
  std::vector<Leaf> AllLeaves(ShardId shard);

  std::unique_ptr<EngineBench> bench_;
};

// Names a suite's instances after the engines.
std::string EngineName(const ::testing::TestParamInfo<EngineKind>& param);

bool operator==(const Row& a, const Row& b);
bool operator==(const Leaf& a, const Leaf& b);
bool operator==(const ShardHead& a, const ShardHead& b);
void PrintTo(const Row& row, std::ostream* out);
void PrintTo(Outcome outcome, std::ostream* out);

}  // namespace winnow::storage

#endif  // WINNOW_TESTS_STORAGE_ENGINE_FIXTURE_H_
