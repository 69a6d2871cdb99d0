// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_FAULTS_ROCKSDB_TRIAL_H_
#define WINNOW_TESTS_FAULTS_ROCKSDB_TRIAL_H_

#include <rocksdb/env.h>

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "storage/rocksdb_engine.h"
#include "tests/faults/fault_disk.h"
#include "tests/testing/temp_dir.h"

namespace winnow::faults {

// What trials found.
struct Verdict {
  int64_t acked_checked = 0;  // commits that were acknowledged before the fault
  int64_t acked_lost = 0;     // of these, those that are gone or changed
  int64_t torn = 0;           // shards that hold a part of a commit, or what was never committed
  int64_t refused = 0;        // folders that did not open
  std::string detail;         // of the first thing that was wrong

  bool clean() const { return acked_lost == 0 && torn == 0 && refused == 0; }
  Verdict& operator+=(const Verdict& other);
};

// A RocksDB engine on a disk that fails, a script of random commits to it, and a record of them
// that is too simple to be wrong.
class RocksdbTrial {
 public:
  struct Options {
    uint32_t seed = 0;
    bool sync = true;
  };
  explicit RocksdbTrial(const Options& options);

  FaultDisk& disk() { return disk_; }
  const storage::RocksdbOptions& engine_options() const { return engine_options_; }

  // Opens the engine and commits, with an open anew after every `kCommitsPerLife`; ends early when
  // an open fails or a commit is UNKNOWN. Returns whether it came to the end.
  bool Run(int commits);
  void Close() { engine_.reset(); }
  // The engine that is open.
  storage::RocksdbEngine& engine() { return *engine_; }
  // Values that commits wrote, and later ones replaced or deleted. Short ones, which anything might
  // hold by chance, are left out.
  std::vector<std::string> GoneValues() const;
  // The power fails and comes back.
  void Reboot(TearMode mode);
  // Opens the engine, which must succeed, and compares it to the record. The record goes on with
  // what the engine has of commits that were in doubt.
  Verdict Check();

 private:
  static constexpr int kShards = 3;
  static constexpr int kCommitsPerLife = 60;

  struct Sent {
    storage::Commit commit;
    uint64_t last_seq = 0;
  };
  struct Shard {
    std::vector<Sent> sent;  // what was or may be committed, in order
    size_t acked = 0;        // of these, from the front
  };

  absl::Status Open();
  bool CommitOne();
  storage::Commit NextCommit(storage::ShardId shard, const storage::ShardHead& head);
  std::string RandomKey(storage::ShardId shard);
  std::string RandomBytes(size_t most);
  size_t UpTo(size_t most);
  Verdict CheckShard(storage::ShardId shard);
  std::map<std::string, std::string> RowsAfter(storage::ShardId shard, size_t commits) const;
  std::string CheckRows(storage::ShardId shard, size_t commits);
  std::string CheckLeaves(storage::ShardId shard, size_t commits);

  winnow::testing::TempDir folder_;
  std::mt19937 random_;
  FaultDisk disk_;
  const std::unique_ptr<rocksdb::Env> env_;
  storage::RocksdbOptions engine_options_;
  std::vector<Shard> shards_;
  std::unique_ptr<storage::RocksdbEngine> engine_;
};

}  // namespace winnow::faults

#endif  // WINNOW_TESTS_FAULTS_ROCKSDB_TRIAL_H_
