// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Storage as the server runs it: the engine, the shards on it, the loop over them, and the work
// that comes back.
#ifndef WINNOW_SERVER_APP_STORAGE_H_
#define WINNOW_SERVER_APP_STORAGE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/app_audit_key.h"
#include "server/app_clock.h"
#include "server/app_disk_watch.h"
#include "server/app_removal.h"
#include "server/app_scrub.h"
#include "server/config.h"
#include "server/loop/loop.h"
#include "server/loop/pool_executor.h"
#include "server/ops/clock.h"
#include "server/ops/entropy.h"
#include "server/ops/log.h"
#include "server/ops/metrics.h"
#include "server/ops/worker_pool.h"
#include "server/shard/shards.h"
#include "storage/maintenance.h"
#include "storage/rocksdb_engine.h"

namespace winnow::app {

// What storage works with; outlives it.
struct Surroundings {
  ops::Clock& clock;
  ops::Entropy& entropy;
  ops::Metrics& metrics;
  ops::Logger& log;
};

struct StorageOptions {
  bool accept_loss = false;
  bool accept_clock = false;
  // Called from any thread when a commit or the engine's own work failed: the process has to end.
  std::function<void()> on_failure;
  storage::RocksdbTestbed testbed = {};  // of tests
};

// Thread-safe, but for destruction.
class Storage {
 public:
  // Opens the data folder, or creates it, and rebuilds the state; tells the log how far it is.
  // Errors: the engine's (storage/rocksdb_engine.h) and the shards'.
  static absl::StatusOr<std::unique_ptr<Storage>> Open(const Config& config,
                                                       const Surroundings& surroundings,
                                                       StorageOptions options);
  // Commits what waits, answers it, and closes the folder.
  ~Storage();
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  loop::Loop& loop() { return loop_; }

  // Ends the leases, and forgets the request ids, whose time is over, and looks at the clock.
  // Quick; due every second, from one thread.
  void EndWhatIsOver();
  // Folds pushed signals into their candidates, as long as much of them waits. Blocks for reads and
  // commits; one call at a time.
  void FoldSignals();
  // Goes on with what a revocation left to be done, and with the activations of policies on large
  // queues. Blocks as FoldSignals does.
  void BuildShadows();
  // Makes a backup where the configuration wants one and the newest is old enough. Blocks while it
  // reads and writes the whole of it; one call at a time.
  void BackUpIfDue();
  // Looks at how the engine and its disk are doing, and acts on it. Quick; due every second; one
  // call at a time.
  void Watch();
  // What must go, and the files that held it.
  RemovalUpkeep& removal() { return removal_; }
  // The check of all table files in the background.
  Scrub& scrub() { return scrub_; }
  // Why the time of day is in doubt; empty while it is trusted.
  std::string ClockDoubt();
  // How the engine is doing.
  absl::StatusOr<storage::EngineState> Inspect() { return engine_->Inspect(); }
  DiskWatch& disk() { return *disk_; }

 private:
  absl::Status FoldAll();

  struct Parts {
    std::unique_ptr<DiskWatch> disk;
    std::unique_ptr<storage::RocksdbEngine> engine;
    std::unique_ptr<shard::Shards> shards;
    std::unique_ptr<AuditKey> audit_key;
    std::function<void()> on_failure;
  };
  Storage(Parts parts, const Surroundings& surroundings, const Config& config);

  const Surroundings surroundings_;
  ClockWatch clock_watch_;
  const BackupConfig backup_;
  const std::function<void()> on_failure_;
  bool failed_ = false;  // for Watch alone
  const std::unique_ptr<DiskWatch> disk_;
  const std::unique_ptr<storage::RocksdbEngine> engine_;
  Scrub scrub_;
  const std::unique_ptr<shard::Shards> shards_;
  const std::unique_ptr<AuditKey> audit_key_;
  ops::WorkerPool draw_threads_;
  loop::PoolExecutor executor_;
  loop::Environment environment_;
  loop::Loop loop_;
  ops::Mutex fold_mutex_;    // held while signals are folded
  ops::Mutex backup_mutex_;  // held while something is done to the folder of backups
  RemovalUpkeep removal_;
};

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_STORAGE_H_
