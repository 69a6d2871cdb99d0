// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ROCKSDB_BACKUP_H_
#define WINNOW_STORAGE_ROCKSDB_BACKUP_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "storage/backup_record.h"
#include "storage/rocksdb_engine.h"

namespace winnow::storage {

// Backups of the embedded engine (storage.md E3): whole copies in a folder of their own, whose
// table files are shared between them, so that each costs about what is new. What is in a backup is
// known to the byte: one that is not as it was written is refused with the name of the file.

struct BackupTarget {
  std::string dir;  // created when it is not there
  int64_t now_unix_seconds = 0;
  uint32_t keep = 1;  // how many of the newest stay; the older ones are deleted after the new one
};

// Makes a backup of an engine, which goes on serving meanwhile: everything that was acknowledged
// before the call is in it. Reads all of it back before it counts as made. One call at a time for a
// folder. FAILED_PRECONDITION for a folder that holds other things, or backups of another database.
absl::StatusOr<BackupRecord> CreateBackup(RocksdbEngine& engine, const BackupTarget& target);

// Compares every byte of a backup with its checksums. NOT_FOUND when there is no such backup,
// DATA_LOSS, with the file's name, when it is damaged.
absl::StatusOr<BackupRecord> VerifyBackup(const std::string& dir, uint32_t id);

// Deletes every backup that was made before a moment, and every file that belongs to none, so that
// what was erased before that moment is in no backup (rocksdb_purge.h). FAILED_PRECONDITION when no
// whole backup is as new; nothing is deleted then.
absl::Status DeleteBackupsBefore(const std::string& dir, int64_t unix_seconds);

// Deletes every backup that was made before that of an id, which is verified first, and every file
// that belongs to none.
absl::Status DeleteOlderBackups(const std::string& dir, uint32_t id);

struct RestoreRequest {
  std::string backup_dir;
  uint32_t id = 0;
  std::string data_dir;  // empty or new
  int64_t now_unix_seconds = 0;
};

// Fills a data folder from a backup, after verifying it. The folder becomes one with the last
// write, and carries the list of erasures that stands beside the backup (erasure_list.h), for the
// server to apply before it serves: a restore that was cut off leaves one that no server opens. Its
// epochs are beyond all of the abandoned history, so that no token is issued twice. The errors of
// VerifyBackup, and FAILED_PRECONDITION when the data folder is not empty.
absl::StatusOr<BackupRecord> RestoreBackup(const RestoreRequest& request);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ROCKSDB_BACKUP_H_
