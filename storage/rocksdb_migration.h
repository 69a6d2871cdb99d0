// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ROCKSDB_MIGRATION_H_
#define WINNOW_STORAGE_ROCKSDB_MIGRATION_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/rocksdb_engine.h"

namespace winnow::storage {

struct MigrationOptions {
  // How the folder is opened for steps that change rows: dir, shards, wait and testbed count.
  RocksdbOptions engine;
  // What lies above the seam: makes the Merkle tree of every shard that has none yet. May be called
  // again when it was cut off.
  std::function<absl::Status(RocksdbEngine&)> make_trees;
};

// A step from one schema version to the next. There is none back: an older server reads a backup
// that was made before.
struct Migration {
  int to = 0;              // from `to` - 1
  absl::string_view what;  // changes, in a few words
  // Does it, and at last names the new version in the WINNOW file. May have been cut off at any
  // point before, and is then run again.
  absl::Status (*run)(const MigrationOptions& options) = nullptr;
};

// One for every version after the first, in order.
absl::Span<const Migration> Migrations();

struct Migrated {
  int from = 0;  // schema versions
  int to = 0;
};

// Brings a data folder that no server uses to kSchemaVersion; nothing happens to one that is there.
// Killed at any point, it goes on when it is called again. The errors of StoreFolder::Open and of
// RocksdbEngine::Open.
absl::StatusOr<Migrated> Migrate(const MigrationOptions& options);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ROCKSDB_MIGRATION_H_
