// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_purge.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace winnow::storage {
namespace {

using Names = std::vector<std::string>;

// Files that may hold rows: tables, write-ahead logs, the MANIFEST. Sorted.
absl::StatusOr<Names> FilesOf(rocksdb::DB* db) {
  Names names;
  const rocksdb::Status status = db->GetEnv()->GetChildren(db->GetName(), &names);
  if (!status.ok()) return FromRocksdb("the files cannot be listed", status);
  names.erase(std::remove_if(names.begin(), names.end(),
                             [](const std::string& name) {
                               return !absl::EndsWith(name, ".sst") &&
                                      !absl::EndsWith(name, ".log") &&
                                      !absl::StartsWith(name, "MANIFEST-");
                             }),
              names.end());
  std::sort(names.begin(), names.end());
  return names;
}

// To table files, and with it to a new write-ahead log.
absl::Status Flush(const RocksdbHandles& handles) {
  return FromRocksdb(
      "a flush failed",
      handles.db->Flush(rocksdb::FlushOptions(), {handles.heads, handles.rows, handles.leaves}));
}

// To the bottom level, where nothing that is deleted or replaced has to be kept.
absl::Status Compact(const RocksdbHandles& handles, rocksdb::ColumnFamilyHandle* family) {
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  // Compactions that keep commits going get their turn in between.
  options.exclusive_manual_compaction = false;
  return FromRocksdb("a compaction failed",
                     handles.db->CompactRange(options, family, nullptr, nullptr));
}

// RocksDB 7.8 begins a new MANIFEST with the first edit after the old one outgrew
// max_manifest_file_size, and knows no other way while the database is open. A file whose bounds
// are longer than that makes it outgrow: that of a tombstone for a key that no row can have.
absl::Status RollManifest(const RocksdbHandles& handles) {
  const size_t enough = handles.db->GetDBOptions().max_manifest_file_size / 2 + 1;
  // The first edit outgrows, the second one rolls.
  for (int edit = 0; edit < 2; ++edit) {
    const rocksdb::Status status =
        handles.db->Delete({}, handles.heads, std::string(enough, '\xff'));
    if (!status.ok()) return FromRocksdb("a write failed", status);
    if (absl::Status flushed = Flush(handles); !flushed.ok()) return flushed;
  }
  // Takes the two tombstones away.
  return Compact(handles, handles.heads);
}

// Also those that a crash left behind. A backup that runs keeps them all.
absl::Status RemoveObsoleteFiles(rocksdb::DB* db) {
  rocksdb::Status status = db->DisableFileDeletions();
  if (status.ok()) status = db->EnableFileDeletions(/*force=*/false);
  return FromRocksdb("obsolete files cannot be removed", status);
}

// What is still there of files that must be gone. Leaves are never deleted, and their tables stay.
absl::StatusOr<Names> Kept(const RocksdbHandles& handles, const Names& before) {
  const absl::StatusOr<Names> after = FilesOf(handles.db);
  if (!after.ok()) return after.status();
  rocksdb::ColumnFamilyMetaData leaves;
  handles.db->GetColumnFamilyMetaData(handles.leaves, &leaves);
  std::set<std::string> of_leaves;
  for (const rocksdb::LevelMetaData& level : leaves.levels) {
    for (const rocksdb::SstFileMetaData& file : level.files) {
      of_leaves.insert(file.relative_filename);
    }
  }
  Names kept;
  for (const std::string& name : before) {
    if (of_leaves.count(name) == 0 && std::binary_search(after->begin(), after->end(), name)) {
      kept.push_back(name);
    }
  }
  return kept;
}

}  // namespace

absl::Status PurgeDeleted(const RocksdbHandles& handles) {
  absl::Status status = Flush(handles);
  if (!status.ok()) return status;
  const absl::StatusOr<Names> before = FilesOf(handles.db);
  if (!before.ok()) return before.status();
  if (status = Compact(handles, handles.rows); !status.ok()) return status;
  if (status = RollManifest(handles); !status.ok()) return status;
  if (status = RemoveObsoleteFiles(handles.db); !status.ok()) return status;
  const absl::StatusOr<Names> kept = Kept(handles, *before);
  if (!kept.ok()) return kept.status();
  if (kept->empty()) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("a backup or a long read still holds ", kept->size(),
                   " files with deleted rows; purge again when it has ended"));
}

}  // namespace winnow::storage
