// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ReleaseStore: rows that would take hours to make by calls, written straight into the folder of a
// server that does not run.
#ifndef WINNOW_TESTS_BENCH_RELEASE_STORE_H_
#define WINNOW_TESTS_BENCH_RELEASE_STORE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "server/ops/clock.h"
#include "server/ops/entropy.h"
#include "server/shard/shards.h"
#include "storage/rocksdb_engine.h"
#include "storage/tables/dataset_table.h"
#include "storage/write_set.h"

namespace winnow::bench {

// Of every queue and data set of the bench.
inline constexpr uint32_t kReleaseSlices = 20;

// What differs between the two versions that ReleaseStore makes of a data set.
struct VersionChanges {
  uint64_t added = 0;
  uint64_t removed = 0;
  uint64_t relabeled = 0;
  uint64_t reweighted = 0;
  uint64_t unchanged = 0;
};
VersionChanges ChangesOf(uint64_t members);

// Opens a folder as the server does, with one shard, and lets its commits be unsynced. Every call
// throws std::runtime_error when something is refused. Not thread-safe.
class ReleaseStore {
 public:
  explicit ReleaseStore(const std::string& data_dir);
  ~ReleaseStore();

  // Versions 1 and 2 of a data set of `queue_id` with so many members each, a multiple of 100: the
  // candidates of the Workload in their order. Of 100 members one is removed, two are labeled anew,
  // each for another cause in turn, one is weighted anew, and one is added at the end.
  void AddVersions(const std::string& queue_id, const std::string& dataset_id, uint64_t members);

  // Two labels on each of the first candidates of a queue, by two of four vendors, all that rubric
  // asr@1 asks.
  void AddLabels(const std::string& queue_id, uint64_t candidates);

 private:
  void AddVersion(const std::string& queue_id, const storage::DatasetVersionId& id,
                  uint64_t members);
  uint32_t QueueNo(const std::string& queue_id);
  // One durable step, written by `write`.
  void Commit(absl::FunctionRef<void(storage::WriteSet&)> write);

  ops::SystemClock clock_;
  ops::SystemEntropy entropy_;
  std::unique_ptr<storage::RocksdbEngine> engine_;
  std::unique_ptr<shard::Shards> shards_;
};

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_RELEASE_STORE_H_
