// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_BACKUP_RECORD_H_
#define WINNOW_STORAGE_BACKUP_RECORD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/head_record.h"
#include "storage/store_folder.h"

namespace winnow::storage {

// What a backup has to tell beside the engine's files: what the WINNOW file and HEAD said when it
// was made. It is written last, so a backup without its record was never finished.
//
//   BACKUP-000001   the record of backup 1, as lines of text with their CRC at the end
//   engine/         the engine's own files, shared between backups
//   ERASURES        who was erased (erasure_list.h)
struct BackupRecord {
  uint32_t id = 0;
  std::string database_id;
  int64_t made_unix_seconds = 0;
  uint32_t list_crc = 0;          // of the engine's list of the files of this backup
  std::vector<HeadRecord> heads;  // of shards 0, 1, ...; acknowledged before the backup began
  int schema = kSchemaVersion;    // of what is in it: this one or an older one

  bool operator==(const BackupRecord& other) const;
};

std::string EncodeBackupRecord(const BackupRecord& record);
// DATA_LOSS when a byte is not as it was written; FAILED_PRECONDITION for a later schema version.
absl::StatusOr<BackupRecord> DecodeBackupRecord(absl::string_view text);

// Where parts of a backup are. Pure.
std::string BackupRecordPath(absl::string_view dir, uint32_t id);
std::string BackupEnginePath(absl::string_view dir);
// The engine's list of the files of a backup.
std::string BackupListPath(absl::string_view dir, uint32_t id);

// The ids of the finished backups in a folder, oldest first. NOT_FOUND when there is no such
// folder; FAILED_PRECONDITION when it holds anything else than backups.
absl::StatusOr<std::vector<uint32_t>> ListBackups(const std::string& dir);

// The record of a finished backup. The errors of DecodeBackupRecord, with the file's name;
// NOT_FOUND when there is no such backup; DATA_LOSS when the engine's list is not the one it was
// made with.
absl::StatusOr<BackupRecord> ReadBackupRecord(const std::string& dir, uint32_t id);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_BACKUP_RECORD_H_
