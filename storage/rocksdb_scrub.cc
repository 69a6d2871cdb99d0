// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_scrub.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"

namespace winnow::storage {
namespace {

struct Table {
  std::string path;
  uint64_t bytes = 0;
};

std::vector<Table> LiveTables(rocksdb::DB* db) {
  std::vector<rocksdb::LiveFileMetaData> files;
  db->GetLiveFilesMetaData(&files);
  std::vector<Table> tables;
  for (const rocksdb::LiveFileMetaData& file : files) {
    tables.push_back({absl::StrCat(file.directory, "/", file.relative_filename), file.size});
  }
  return tables;
}

bool IsLive(rocksdb::DB* db, const std::string& path) {
  const std::vector<Table> tables = LiveTables(db);
  return std::any_of(tables.begin(), tables.end(),
                     [&](const Table& table) { return table.path == path; });
}

// A copy in memory may be whole where the disk is not. That none is left is not promised.
void DropCopies(rocksdb::FileSystem& files, const std::string& path) {
  std::unique_ptr<rocksdb::FSRandomAccessFile> file;
  rocksdb::IOStatus status = files.NewRandomAccessFile(path, {}, &file, nullptr);
  if (status.ok()) status = file->InvalidateCache(0, 0);
  status.PermitUncheckedError();
}

rocksdb::Status VerifyTable(const rocksdb::Options& options, const std::string& path) {
  DropCopies(*options.env->GetFileSystem(), path);
  rocksdb::SstFileReader reader(options);
  const rocksdb::Status status = reader.Open(path);
  return status.ok() ? reader.VerifyChecksum() : status;
}

}  // namespace

ScrubReport ScrubTables(const RocksdbHandles& handles, const ScrubOptions& options) {
  rocksdb::BlockBasedTableOptions format;
  format.no_block_cache = true;
  rocksdb::Options reader_options;
  reader_options.env = handles.db->GetEnv();
  reader_options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(format));
  std::vector<Table> tables = LiveTables(handles.db);
  const size_t first = tables.empty() ? 0 : options.seed % tables.size();
  std::rotate(tables.begin(), tables.begin() + static_cast<ptrdiff_t>(first), tables.end());
  ScrubReport report;
  for (const Table& table : tables) {
    if (!options.may_read(table.bytes)) return report;
    const rocksdb::Status status = VerifyTable(reader_options, table.path);
    ++report.files;
    // A file that a compaction took away meanwhile is not missed.
    if (status.ok() || !IsLive(handles.db, table.path)) continue;
    ++report.damaged_files;
    options.on_damage(table.path, FromRocksdb("a table file is damaged", status));
  }
  report.complete = true;
  return report;
}

}  // namespace winnow::storage
