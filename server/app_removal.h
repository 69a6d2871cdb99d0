// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What the server does by itself to what must go: retention, erasures, and the files that held it.
#ifndef WINNOW_SERVER_APP_REMOVAL_H_
#define WINNOW_SERVER_APP_REMOVAL_H_

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/config.h"
#include "server/loop/loop.h"
#include "server/loop/removal/purges.h"
#include "server/ops/log.h"
#include "server/ops/mutex.h"
#include "storage/rocksdb_engine.h"

namespace winnow::app {

// Removes what is past its retention once per interval, finishes erasures that were cut off, and
// some time after a removal purges the files: signals are folded, every row is rewritten, the list
// of erasures stands beside the backups, and backups of before are replaced by one of after.
class RemovalUpkeep {
 public:
  // Outlives the upkeep.
  struct Surroundings {
    loop::Loop& loop;
    loop::Environment& environment;
    storage::RocksdbEngine& engine;
    ops::Logger& log;
    ops::Mutex& backups;  // held while something is done to the folder of backups
    std::function<absl::Status()> fold_all;  // folds every signal that waits
  };
  RemovalUpkeep(const Config& config, const Surroundings& surroundings)
      : config_(config), surroundings_(surroundings), purges_(surroundings.environment) {}

  // Before anything is served: finishes what was cut off, and in a folder that was restored from a
  // backup erases again who has been erased since, and removes what is past its retention.
  absl::Status Start();

  // Does what is due. Blocks, for as long as it takes to rewrite every row; one call at a time.
  void RunIfDue();
  // Cuts what runs short, and every later call. From any thread; never blocks.
  void Stop() { stopping_ = true; }

 private:
  void Sweep();
  void PurgeIfDue();
  absl::Status Purge();
  // Replaces backups that may hold what was removed.
  absl::Status RenewBackups();
  absl::Status KeepErasureList();
  absl::Status CheckRoom();
  void Warn(absl::string_view event, const absl::Status& status);

  const Config config_;
  const Surroundings surroundings_;
  loop::Purges purges_;
  std::atomic<bool> stopping_ = false;
  std::optional<absl::Duration> swept_;  // on the steady clock
};

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_REMOVAL_H_
