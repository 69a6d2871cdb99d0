// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The backups that a server makes of itself.
#ifndef WINNOW_SERVER_APP_BACKUP_H_
#define WINNOW_SERVER_APP_BACKUP_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/config.h"
#include "storage/rocksdb_backup.h"

namespace winnow::app {

// Where `config` wants the backup of this moment.
storage::BackupTarget TargetOf(const BackupConfig& config, absl::Time now);

// Makes a backup when the newest whole one is older than the interval, of a time that is yet to
// come, or not there; nullopt when none is due. The errors of storage::CreateBackup.
absl::StatusOr<std::optional<storage::BackupRecord>> BackUpIfDue(storage::RocksdbEngine& engine,
                                                                 const BackupConfig& config,
                                                                 absl::Time now);

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_BACKUP_H_
