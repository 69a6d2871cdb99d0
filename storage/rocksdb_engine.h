// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ROCKSDB_ENGINE_H_
#define WINNOW_STORAGE_ROCKSDB_ENGINE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "storage/ballast.h"
#include "storage/engine.h"
#include "storage/head_check.h"
#include "storage/head_file.h"
#include "storage/maintenance.h"
#include "storage/mutex.h"
#include "storage/origin.h"
#include "storage/rocksdb_log.h"
#include "storage/rocksdb_store.h"
#include "storage/store_folder.h"

namespace winnow::storage {

struct RocksdbOptions {
  std::string dir;
  uint32_t shards = 1;  // 1 to 65536; may grow from open to open
  bool create_if_missing = false;
  // Writes nothing, neither at the open nor later: commits are REJECTED, the heads keep the epoch
  // of the last owner. For checks of a folder that no server uses, also on read-only media.
  bool read_only = false;
  std::string database_id;  // of a new folder: 1 to 64 of A-Z a-z 0-9 - _, never used before
  bool sync = true;         // false only in tests and benches
  // Blocks for about as long as it is told; a commit calls it while RocksDB holds writes back.
  std::function<void(absl::Duration)> wait;
  // For how long a commit waits in all before it is REJECTED.
  absl::Duration stall_limit = absl::Seconds(30);
  LossPolicy loss;
  // Of write-ahead log that is kept before it goes to table files. An open may need as much free
  // space again.
  uint64_t log_bytes = kUsualLogBytes;
  // Adopted by the open; outlives the engine. Null: none.
  Ballast* ballast = nullptr;
  // Older folders are refused; only a migration opens one.
  int oldest_schema = kSchemaVersion;
  EngineLogSink log;  // what RocksDB warns of; null: nowhere
  RocksdbTestbed testbed;
};

// The embedded engine: a RocksDB database with a HEAD file beside it, in a folder of its own
// (storage.md E3). A commit is one synced write batch, then one synced HEAD slot, then the reply.
// Any failed write makes the engine answer UNKNOWN until it is opened anew. Never fork while one is
// open. Thread-safe.
class RocksdbEngine final : public Engine, public Maintenance {
 public:
  // INVALID_ARGUMENT for options out of range, and for a loss to accept where nothing is lost; the
  // errors of StoreFolder::Open; FAILED_PRECONDITION when the folder has more shards than asked
  // for; DATA_LOSS when the folder is damaged or lacks acknowledged commits (CheckHead).
  static absl::StatusOr<std::unique_ptr<RocksdbEngine>> Open(const RocksdbOptions& options);

  CommitResult Commit(const storage::Commit& commit) override;
  absl::StatusOr<std::vector<std::optional<std::string>>> Get(
      ShardId shard, absl::Span<const std::string> keys) override;
  absl::StatusOr<ScanPage> Scan(ShardId shard, const KeyRange& range,
                                const ScanLimits& limits) override;
  absl::StatusOr<std::vector<Leaf>> ReadLeaves(ShardId shard, uint64_t after_seq,
                                               size_t limit) override;
  absl::StatusOr<std::unique_ptr<BulkReader>> OpenBulk(ShardId shard,
                                                       const KeyRange& range) override;
  absl::StatusOr<ShardHead> Head(ShardId shard) override;
  EngineCaps Capabilities() const override;
  absl::StatusOr<EngineState> Inspect() override;

  const std::string& database_id() const { return folder_.database_id(); }
  // For the work beside commits and reads: backups (rocksdb_backup.h).
  const RocksdbHandles& handles() const { return store_->handles(); }
  // The shards whose histories began anew before the open, and that had no commit since.
  const std::vector<Origin>& origins() const { return origins_; }

 private:
  // The committer's lock is apart from that of the head, so that reads never wait for a disk.
  struct OwnedShard {
    Mutex commit_mutex;
    Mutex head_mutex;
    ShardHead head ABSL_GUARDED_BY(head_mutex);
    bool first ABSL_GUARDED_BY(commit_mutex) = false;  // the next commit is, after a new origin

    ShardHead Head();
    void SetHead(const ShardHead& next);
  };
  struct Parts {
    StoreFolder folder;
    std::unique_ptr<RocksdbStore> store;
    HeadFile head_file;
  };

  RocksdbEngine(const RocksdbOptions& options, Parts parts);

  static absl::StatusOr<Parts> OpenParts(const RocksdbOptions& options);
  absl::Status TakeOwnership();
  absl::StatusOr<std::vector<ShardHead>> CheckHeads(const std::vector<HeadRecord>& stored);
  // An origin that is there already says what was abandoned: nothing was acknowledged since.
  void AddOrigin(const Origin& origin);
  void AddShard(const ShardHead& head);
  OwnedShard* Find(ShardId shard);

  const RocksdbOptions options_;
  StoreFolder folder_;
  const std::unique_ptr<RocksdbStore> store_;
  HeadFile head_file_;
  std::vector<std::unique_ptr<OwnedShard>> shards_;
  std::vector<Origin> origins_;  // by shard
  std::atomic<bool> failed_{false};
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ROCKSDB_ENGINE_H_
