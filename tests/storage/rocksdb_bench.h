// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_STORAGE_ROCKSDB_BENCH_H_
#define WINNOW_TESTS_STORAGE_ROCKSDB_BENCH_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "storage/rocksdb_engine.h"
#include "tests/storage/engine_fixture.h"
#include "tests/testing/temp_dir.h"

namespace winnow::storage {

// The RocksDB engine in a folder of its own.
class RocksdbBench final : public EngineBench {
 public:
  RocksdbBench();
  ~RocksdbBench() override;

  absl::Status Reopen(uint32_t shards) override;
  Engine& engine() override { return *engine_; }
  Maintenance& maintenance() override { return *engine_; }
  CommitResult CommitFailing(const Commit& commit) override;
  void LoseLeaf(ShardId shard, uint64_t seq) override;

  // For tests of this engine alone.
  void Close() { engine_.reset(); }
  RocksdbEngine& rocksdb() { return *engine_; }
  RocksdbOptions& options() { return options_; }
  std::string Path(const std::string& name) const { return options_.dir + "/" + name; }

 private:
  winnow::testing::TempDir folder_;
  const std::unique_ptr<rocksdb::Env> env_;
  RocksdbOptions options_;
  std::unique_ptr<RocksdbEngine> engine_;
};

}  // namespace winnow::storage

#endif  // WINNOW_TESTS_STORAGE_ROCKSDB_BENCH_H_
