// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_purge.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace winnow::storage {
namespace {

using Names = std::set<std::string>;

bool IsTable(const std::string& name) { return absl::EndsWith(name, ".sst"); }
bool IsLog(const std::string& name) {
  return absl::EndsWith(name, ".log") || absl::StartsWith(name, "MANIFEST-");
}

absl::StatusOr<Names> FilesOf(rocksdb::DB* db) {
  std::vector<std::string> names;
  const rocksdb::Status status = db->GetEnv()->GetChildren(db->GetName(), &names);
  if (!status.ok()) return FromRocksdb("the files cannot be listed", status);
  return Names(names.begin(), names.end());
}

// The tables in use, without those of one column family; null: of none.
Names LiveTables(const RocksdbHandles& handles, const rocksdb::ColumnFamilyHandle* but) {
  std::vector<rocksdb::LiveFileMetaData> files;
  handles.db->GetLiveFilesMetaData(&files);
  Names names;
  for (const rocksdb::LiveFileMetaData& file : files) {
    if (but == nullptr || file.column_family_name != but->GetName()) {
      names.insert(file.relative_filename);
    }
  }
  return names;
}

// The files that may hold what is deleted. Leaves are never deleted, and their tables stay.
absl::StatusOr<Names> FilesToReplace(const RocksdbHandles& handles) {
  Names names = LiveTables(handles, handles.leaves);
  const absl::StatusOr<Names> files = FilesOf(handles.db);
  if (!files.ok()) return files.status();
  std::copy_if(files->begin(), files->end(), std::inserter(names, names.end()), IsLog);
  return names;
}

// To table files, and with it to a new write-ahead log.
absl::Status Flush(const RocksdbHandles& handles) {
  return FromRocksdb(
      "a flush failed",
      handles.db->Flush(rocksdb::FlushOptions(), {handles.heads, handles.rows, handles.leaves}));
}

// To the bottom level, where nothing that is deleted or replaced has to be kept.
absl::Status Compact(const RocksdbHandles& handles, rocksdb::ColumnFamilyHandle* family,
                     std::atomic<bool>* stop) {
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  // Compactions that keep commits going get their turn in between.
  options.exclusive_manual_compaction = false;
  options.canceled = stop;
  const rocksdb::Status status = handles.db->CompactRange(options, family, nullptr, nullptr);
  if (stop != nullptr && *stop) return absl::UnavailableError("the purge was cut short");
  return FromRocksdb("a compaction failed", status);
}

// Each edit of the MANIFEST begins a new one with what was there before the edit
// (rocksdb_store.cc), so the last of a compaction is still in one that names the bounds of its
// inputs. The tombstone of a key that no head has makes one more.
absl::Status RollManifest(const RocksdbHandles& handles) {
  const rocksdb::Status status = handles.db->Delete({}, handles.heads, "purge");
  if (!status.ok()) return FromRocksdb("a write failed", status);
  return Flush(handles);
}

// Removes what is not in use, also what a crash left behind, and returns what is still there of
// that or of `replaced`. A backup or a read that goes on keeps files.
absl::StatusOr<Names> RemoveObsoleteFiles(const RocksdbHandles& handles, const Names& replaced) {
  rocksdb::DB* const db = handles.db;
  rocksdb::Status status = db->DisableFileDeletions();
  if (status.ok()) status = db->EnableFileDeletions(/*force=*/false);
  if (!status.ok()) return FromRocksdb("obsolete files cannot be removed", status);
  absl::StatusOr<Names> files = FilesOf(db);
  if (!files.ok()) return files;
  const Names live = LiveTables(handles, nullptr);
  Names kept;
  for (const std::string& name : *files) {
    if (replaced.count(name) != 0 || (IsTable(name) && live.count(name) == 0)) kept.insert(name);
  }
  return kept;
}

// Looks at the files while the engine works on none of them: what it works on would keep others, or
// be taken for left behind.
absl::StatusOr<Names> LookWhileQuiet(rocksdb::DB* db,
                                     absl::FunctionRef<absl::StatusOr<Names>()> look) {
  rocksdb::Status status = db->PauseBackgroundWork();
  if (!status.ok()) return FromRocksdb("a purge failed", status);
  absl::StatusOr<Names> names = look();
  status = db->ContinueBackgroundWork();
  if (!status.ok()) return FromRocksdb("a purge failed", status);
  return names;
}

}  // namespace

absl::Status PurgeDeleted(const RocksdbHandles& handles, std::atomic<bool>* stop) {
  absl::Status status = Flush(handles);
  if (!status.ok()) return status;
  const absl::StatusOr<Names> replaced =
      LookWhileQuiet(handles.db, [&] { return FilesToReplace(handles); });
  if (!replaced.ok()) return replaced.status();
  for (rocksdb::ColumnFamilyHandle* family : {handles.rows, handles.heads}) {
    if (status = Compact(handles, family, stop); !status.ok()) return status;
  }
  if (status = RollManifest(handles); !status.ok()) return status;
  const absl::StatusOr<Names> kept =
      LookWhileQuiet(handles.db, [&] { return RemoveObsoleteFiles(handles, *replaced); });
  if (!kept.ok()) return kept.status();
  if (kept->empty()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("a backup or a long read still holds ", kept->size(),
                                             " files with deleted rows, ", *kept->begin(),
                                             " the first; purge again when it has ended"));
}

}  // namespace winnow::storage
