// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ROCKSDB_PURGE_H_
#define WINNOW_STORAGE_ROCKSDB_PURGE_H_

#include <atomic>

#include "absl/status/status.h"
#include "storage/rocksdb_store.h"

namespace winnow::storage {

// Deleted means gone (storage.md E3): afterwards no file of the database holds a key or a value of
// a row that was deleted or replaced before the call, neither as data nor as a bound of a file.
// What a file system or a disk keeps of removed files is theirs to erase.
//
// The engine goes on serving meanwhile; memory is bounded, and the disk needs room for a second
// copy of the rows. Blocks for as long as it takes to rewrite every row; one call at a time. Cut
// off anywhere, it leaves a database that opens, and another call finishes. UNAVAILABLE when the
// database is failing, or when a backup or a long read still holds files with deleted rows: call
// again.
// `stop`, which may be null, is looked at meanwhile: set, it cuts the call short with UNAVAILABLE.
absl::Status PurgeDeleted(const RocksdbHandles& handles, std::atomic<bool>* stop = nullptr);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ROCKSDB_PURGE_H_
