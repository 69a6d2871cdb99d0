// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_backup.h"

#include <utility>
#include <vector>

namespace winnow::app {
namespace {

bool IsDue(const BackupConfig& config, absl::Time now) {
  const absl::StatusOr<std::vector<uint32_t>> ids = storage::ListBackups(config.dir);
  if (!ids.ok() || ids->empty()) return true;
  const absl::StatusOr<storage::BackupRecord> newest =
      storage::ReadBackupRecord(config.dir, ids->back());
  if (!newest.ok()) return true;
  const absl::Duration age = now - absl::FromUnixSeconds(newest->made_unix_seconds);
  return age >= config.interval || age < absl::ZeroDuration();
}

}  // namespace

storage::BackupTarget TargetOf(const BackupConfig& config, absl::Time now) {
  return {config.dir, absl::ToUnixSeconds(now), static_cast<uint32_t>(config.keep)};
}

absl::StatusOr<std::optional<storage::BackupRecord>> BackUpIfDue(storage::RocksdbEngine& engine,
                                                                 const BackupConfig& config,
                                                                 absl::Time now) {
  if (!IsDue(config, now)) return std::nullopt;
  absl::StatusOr<storage::BackupRecord> made = storage::CreateBackup(engine, TargetOf(config, now));
  if (!made.ok()) return made.status();
  return *std::move(made);
}

}  // namespace winnow::app
