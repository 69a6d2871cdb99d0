// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ROCKSDB_STORE_H_
#define WINNOW_STORAGE_ROCKSDB_STORE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/disk_gate.h"
#include "storage/engine.h"
#include "storage/head_record.h"
#include "storage/maintenance.h"
#include "storage/origin.h"
#include "storage/rocksdb_log.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Env;
class Status;
}  // namespace rocksdb

namespace winnow::storage {

// An error of RocksDB in our words: what failed, and how; without keys or values.
absl::Status FromRocksdb(absl::string_view what, const rocksdb::Status& status);

// An open database and its column families. Only valid inside the store that lends it.
struct RocksdbHandles {
  rocksdb::DB* db = nullptr;
  rocksdb::ColumnFamilyHandle* heads = nullptr;   // a head record per shard, then new origins
  rocksdb::ColumnFamilyHandle* rows = nullptr;    // the rows of all shards
  rocksdb::ColumnFamilyHandle* leaves = nullptr;  // the leaves of all shards
};

// What tests and benches put in place of the machine's own.
struct RocksdbTestbed {
  rocksdb::Env* env = nullptr;  // with the files of the database
  DiskGate* gate = nullptr;     // before the files beside it
  size_t memtable_bytes = 0;    // small, so that few commits cause flushes and compactions
  bool without_head = false;    // commits are acknowledged without a word to HEAD
};

// Of write-ahead log that is kept before it goes to table files.
inline constexpr uint64_t kUsualLogBytes = uint64_t{512} << 20;

// A RocksDB database with the options of storage.md E3: opens, writes whole commits, closes. Knows
// no fence and no HEAD file. After a failed write or a background error its end does not close the
// database but abandons it with its memory and its lock, which go with the process. Thread-safe.
class RocksdbStore {
 public:
  struct Options {
    std::string path;
    bool create = false;     // the folder is new
    bool sync = true;        // false only in tests and benches
    EngineLogSink log;       // null: nowhere
    bool read_only = false;  // writes nothing; a write-ahead log is replayed in memory alone
    uint64_t log_bytes = kUsualLogBytes;
    RocksdbTestbed testbed = {};
  };

  // DATA_LOSS when the files are damaged or missing.
  static absl::StatusOr<std::unique_ptr<RocksdbStore>> Open(const Options& options);
  ~RocksdbStore();

  const RocksdbHandles& handles() const { return handles_; }

  // The heads of shards 0, 1, ... as far as the database has them.
  absl::StatusOr<std::vector<HeadRecord>> ReadHeads() const;
  // The origins whose shards have committed nothing since, by shard.
  absl::StatusOr<std::vector<Origin>> ReadOrigins() const;
  absl::Status WriteHeads(absl::Span<const HeadRecord> heads, absl::Span<const Origin> origins);

  // Writes a commit and the head that it leads to in one synced batch, which ends the origin of the
  // shard, if it is `first` after one. RESOURCE_EXHAUSTED: RocksDB holds writes back and has surely
  // written nothing. Any other error: the commit may be there after the next open.
  absl::Status Write(const Commit& commit, const HeadRecord& head, bool first = false);

  // Everything but the free space of the disk.
  absl::StatusOr<EngineState> Inspect() const;

 private:
  // Remembers a write that may have left the database in disorder.
  absl::Status Witness(absl::Status status);

  // Counts the failures of RocksDB's own work; shared with its threads.
  using ErrorCount = std::shared_ptr<std::atomic<uint64_t>>;

  RocksdbStore(std::unique_ptr<rocksdb::DB> db, RocksdbHandles handles, bool sync,
               ErrorCount background_errors);

  std::unique_ptr<rocksdb::DB> db_;
  const RocksdbHandles handles_;
  const bool sync_;
  const ErrorCount background_errors_;
  std::atomic<bool> failed_{false};
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ROCKSDB_STORE_H_
