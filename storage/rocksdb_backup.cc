// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_backup.h"

#include <fcntl.h>
#include <rocksdb/env.h>
#include <rocksdb/utilities/backup_engine.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/crc.h"
#include "storage/erasure_list.h"
#include "storage/file_io.h"
#include "storage/head_check.h"
#include "storage/head_file.h"
#include "storage/rocksdb_leaf_check.h"
#include "storage/rocksdb_store.h"
#include "storage/store_folder.h"

namespace winnow::storage {
namespace {

template <typename EngineType>
absl::StatusOr<std::unique_ptr<EngineType>> OpenFiles(const std::string& dir) {
  EngineType* engine = nullptr;
  const rocksdb::Status status = EngineType::Open(
      rocksdb::BackupEngineOptions(BackupEnginePath(dir)), rocksdb::Env::Default(), &engine);
  if (!status.ok()) return FromRocksdb("the folder of backups does not open", status);
  return std::unique_ptr<EngineType>(engine);
}

// Every byte against the checksums in the engine's list.
absl::Status CheckFiles(const rocksdb::BackupEngineReadOnlyBase& files, uint32_t id) {
  const rocksdb::Status status = files.VerifyBackup(id, /*verify_with_checksum=*/true);
  if (status.ok()) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("backup ", id, " is damaged: ", status.ToString(), "; use another backup"));
}

// OK for a folder that may take a backup of a database.
absl::Status CheckTarget(const std::string& dir, const std::string& database_id) {
  const absl::StatusOr<std::vector<uint32_t>> ids = ListBackups(dir);
  if (absl::IsNotFound(ids.status())) return CreateFolder(dir);
  if (!ids.ok()) return ids.status();
  for (const uint32_t id : *ids) {
    const absl::StatusOr<BackupRecord> record = ReadBackupRecord(dir, id);
    // A damaged one is no reason to make no other.
    if (!record.ok() || record->database_id == database_id) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        "the folder ", dir, " holds backups of another database; name a folder of its own"));
  }
  return absl::OkStatus();
}

std::vector<HeadRecord> HeadsOf(RocksdbEngine& engine) {
  std::vector<HeadRecord> heads;
  for (uint32_t shard = 0;; ++shard) {
    absl::StatusOr<ShardHead> head = engine.Head(static_cast<ShardId>(shard));
    if (!head.ok()) return heads;
    heads.push_back({engine.database_id(), static_cast<ShardId>(shard), *std::move(head)});
  }
}

// Deletes all backups but those of `kept`, which ascends; also those that were never finished.
absl::Status DeleteOthers(rocksdb::BackupEngine& files, const std::string& dir,
                          const std::vector<uint32_t>& kept) {
  const absl::StatusOr<std::vector<uint32_t>> ids = ListBackups(dir);
  if (!ids.ok()) return ids.status();
  const auto is_kept = [&](uint32_t id) {
    return std::binary_search(kept.begin(), kept.end(), id);
  };
  for (const uint32_t id : *ids) {
    const std::string path = BackupRecordPath(dir, id);
    if (!is_kept(id) && unlink(path.c_str()) != 0) {
      return absl::ErrnoToStatus(errno, absl::StrCat("cannot delete ", path));
    }
  }
  if (absl::Status status = SyncFolder(dir); !status.ok()) return status;
  std::vector<rocksdb::BackupInfo> stored;
  files.GetBackupInfo(&stored);
  for (const rocksdb::BackupInfo& backup : stored) {
    if (is_kept(backup.backup_id)) continue;
    const rocksdb::Status status = files.DeleteBackup(backup.backup_id);
    if (!status.ok()) return FromRocksdb("an old backup cannot be deleted", status);
  }
  return absl::OkStatus();
}

absl::Status KeepNewest(rocksdb::BackupEngine& files, const BackupTarget& target) {
  absl::StatusOr<std::vector<uint32_t>> kept = ListBackups(target.dir);
  if (!kept.ok()) return kept.status();
  const size_t old = kept->size() - std::min<size_t>(kept->size(), std::max(target.keep, 1u));
  kept->erase(kept->begin(), kept->begin() + static_cast<ptrdiff_t>(old));
  return DeleteOthers(files, target.dir, *kept);
}

absl::Status SyncFiles(const std::string& dir) {
  const absl::StatusOr<std::vector<std::string>> names = ListFolder(dir);
  if (!names.ok()) return names.status();
  for (const std::string& name : *names) {
    const absl::StatusOr<OpenFile> file = OpenFile::Open(absl::StrCat(dir, "/", name), O_RDONLY);
    if (!file.ok()) return file.status();
    if (absl::Status status = file->Sync(); !status.ok()) return status;
  }
  return SyncFolder(dir);
}

// The heads of the restored database, held against what was acknowledged.
absl::StatusOr<std::vector<HeadRecord>> CheckHeads(const RocksdbStore& store,
                                                   const BackupRecord& record) {
  absl::StatusOr<std::vector<HeadRecord>> heads = store.ReadHeads();
  if (!heads.ok()) return heads;
  if (heads->size() != record.heads.size()) {
    return absl::DataLossError("the backup has more or fewer shards than its record");
  }
  uint64_t seqs = 0;
  for (const HeadRecord& stored : *heads) {
    const absl::StatusOr<CheckedHead> checked =
        CheckHead({stored, std::make_optional(record.heads[stored.shard].head)}, {});
    if (!checked.ok()) return checked.status();
    seqs += stored.head.last_seq;
  }
  if (absl::Status status = CheckLeafCount(store.handles(), seqs); !status.ok()) return status;
  return heads;
}

// Under epochs of its own.
absl::Status BeginHistory(const StoreFolder& folder, const BackupRecord& record, int64_t now) {
  absl::StatusOr<std::unique_ptr<RocksdbStore>> store =
      RocksdbStore::Open({.path = folder.EnginePath(), .log = {}});
  if (!store.ok()) return store.status();
  absl::StatusOr<std::vector<HeadRecord>> heads = CheckHeads(**store, record);
  if (!heads.ok()) return heads.status();
  std::vector<Origin> origins;
  for (HeadRecord& head : *heads) {
    origins.push_back({Origin::Cause::kRestored, head, std::nullopt});
    head.head.epoch =
        std::max(head.head.epoch + 1, static_cast<uint64_t>(std::max<int64_t>(now, 0)));
  }
  if (absl::Status status = (*store)->WriteHeads(*heads, origins); !status.ok()) return status;
  absl::StatusOr<HeadFile> file = HeadFile::Create({folder.HeadPath(), folder.database_id()});
  if (!file.ok()) return file.status();
  std::vector<ShardHead> acknowledged;
  for (const HeadRecord& head : *heads) acknowledged.push_back(head.head);
  return file->Reset(0, acknowledged);
}

}  // namespace

absl::StatusOr<BackupRecord> CreateBackup(RocksdbEngine& engine, const BackupTarget& target) {
  absl::Status status = CheckTarget(target.dir, engine.database_id());
  if (!status.ok()) return status;
  absl::StatusOr<std::unique_ptr<rocksdb::BackupEngine>> files =
      OpenFiles<rocksdb::BackupEngine>(target.dir);
  if (!files.ok()) return files.status();
  // Before the copy, so that the copy has all of it.
  BackupRecord record{0, engine.database_id(), target.now_unix_seconds, 0, HeadsOf(engine)};
  const rocksdb::Status copied =
      (*files)->CreateNewBackup(rocksdb::CreateBackupOptions(), engine.handles().db, &record.id);
  if (!copied.ok()) return FromRocksdb("the backup cannot be made", copied);
  if (status = CheckFiles(**files, record.id); !status.ok()) return status;
  const absl::StatusOr<std::string> list = ReadWholeFile(BackupListPath(target.dir, record.id));
  if (!list.ok()) return list.status();
  record.list_crc = Crc32(*list);
  status = ReplaceFile(BackupRecordPath(target.dir, record.id), EncodeBackupRecord(record));
  if (!status.ok()) return status;
  if (status = KeepNewest(**files, target); !status.ok()) return status;
  return record;
}

absl::StatusOr<BackupRecord> VerifyBackup(const std::string& dir, uint32_t id) {
  absl::StatusOr<BackupRecord> record = ReadBackupRecord(dir, id);
  if (!record.ok()) return record;
  const auto files = OpenFiles<rocksdb::BackupEngineReadOnly>(dir);
  if (!files.ok()) return files.status();
  if (absl::Status status = CheckFiles(**files, id); !status.ok()) return status;
  return record;
}

namespace {

// Deletes all backups but those of `kept`, which ascends, if the last of them is whole.
absl::Status KeepVerified(const std::string& dir, const std::vector<uint32_t>& kept) {
  if (kept.empty()) return absl::NotFoundError(absl::StrCat("there is no backup in ", dir));
  if (absl::Status status = VerifyBackup(dir, kept.back()).status(); !status.ok()) return status;
  const auto files = OpenFiles<rocksdb::BackupEngine>(dir);
  if (!files.ok()) return files.status();
  if (absl::Status status = DeleteOthers(**files, dir, kept); !status.ok()) return status;
  return FromRocksdb("files of old backups cannot be deleted", (*files)->GarbageCollect());
}

}  // namespace

absl::Status DeleteBackupsBefore(const std::string& dir, int64_t unix_seconds) {
  const absl::StatusOr<std::vector<uint32_t>> ids = ListBackups(dir);
  if (!ids.ok()) return ids.status();
  std::vector<uint32_t> kept;
  for (const uint32_t id : *ids) {
    const absl::StatusOr<BackupRecord> record = ReadBackupRecord(dir, id);
    if (record.ok() && record->made_unix_seconds >= unix_seconds) kept.push_back(id);
  }
  if (!kept.empty()) return KeepVerified(dir, kept);
  return absl::FailedPreconditionError(
      absl::StrCat("no whole backup in ", dir, " is as new; make one first"));
}

absl::Status DeleteOlderBackups(const std::string& dir, uint32_t id) {
  absl::StatusOr<std::vector<uint32_t>> kept = ListBackups(dir);
  if (!kept.ok()) return kept.status();
  kept->erase(kept->begin(), std::lower_bound(kept->begin(), kept->end(), id));
  return KeepVerified(dir, *kept);
}

absl::StatusOr<BackupRecord> RestoreBackup(const RestoreRequest& request) {
  absl::StatusOr<BackupRecord> record = VerifyBackup(request.backup_dir, request.id);
  if (!record.ok()) return record;
  absl::StatusOr<StoreFolder> folder = StoreFolder::Prepare(
      {.dir = request.data_dir, .database_id = record->database_id}, record->schema);
  if (!folder.ok()) return folder.status();
  const auto files = OpenFiles<rocksdb::BackupEngineReadOnly>(request.backup_dir);
  if (!files.ok()) return files.status();
  const rocksdb::Status copied =
      (*files)->RestoreDBFromBackup(request.id, folder->EnginePath(), folder->EnginePath());
  if (!copied.ok()) return FromRocksdb("the backup cannot be restored", copied);
  absl::Status status = SyncFiles(folder->EnginePath());
  if (status.ok()) status = BeginHistory(*folder, *record, request.now_unix_seconds);
  if (status.ok()) {
    // Also an empty one: it tells the next start where the rows come from.
    const absl::StatusOr<SubjectDigests> erased = ReadErasureList(request.backup_dir);
    status = erased.ok() ? WriteErasureList(request.data_dir, *erased) : erased.status();
  }
  if (status.ok()) status = folder->AdoptHead();
  if (status.ok()) status = folder->MarkComplete();
  if (!status.ok()) return status;
  return record;
}

}  // namespace winnow::storage
