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
#include <random>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace winnow::storage {
namespace {

constexpr size_t kReadBytes = size_t{256} << 10;

// A file whose reads keep a pace.
class PacedFile final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  PacedFile(std::unique_ptr<rocksdb::FSRandomAccessFile> file, std::function<bool(size_t)> may_read)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), may_read_(std::move(may_read)) {}

  rocksdb::IOStatus Read(uint64_t offset, size_t bytes, const rocksdb::IOOptions& options,
                         rocksdb::Slice* result, char* scratch,
                         rocksdb::IODebugContext* debug) const override {
    if (!may_read_(bytes)) return rocksdb::IOStatus::Aborted();
    return FSRandomAccessFileOwnerWrapper::Read(offset, bytes, options, result, scratch, debug);
  }
  // Would go around the pace; reads without it are as good.
  rocksdb::IOStatus Prefetch(uint64_t /*offset*/, size_t /*bytes*/,
                             const rocksdb::IOOptions& /*options*/,
                             rocksdb::IODebugContext* /*debug*/) override {
    return rocksdb::IOStatus::NotSupported();
  }

 private:
  const std::function<bool(size_t)> may_read_;
};

class PacedFiles final : public rocksdb::FileSystemWrapper {
 public:
  PacedFiles(std::shared_ptr<rocksdb::FileSystem> files, std::function<bool(size_t)> may_read)
      : FileSystemWrapper(std::move(files)), may_read_(std::move(may_read)) {}

  const char* Name() const override { return "PacedFiles"; }
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                        rocksdb::IODebugContext* debug) override {
    std::unique_ptr<rocksdb::FSRandomAccessFile> opened;
    rocksdb::IOStatus status = target()->NewRandomAccessFile(path, options, &opened, debug);
    if (!status.ok()) return status;
    // A copy in memory may be whole where the disk is not. That there is none left is not promised.
    opened->InvalidateCache(0, 0).PermitUncheckedError();
    *file = std::make_unique<PacedFile>(std::move(opened), may_read_);
    return status;
  }

 private:
  const std::function<bool(size_t)> may_read_;
};

std::vector<std::string> LiveTables(rocksdb::DB* db) {
  std::vector<rocksdb::LiveFileMetaData> files;
  db->GetLiveFilesMetaData(&files);
  std::vector<std::string> paths;
  for (const rocksdb::LiveFileMetaData& file : files) {
    paths.push_back(absl::StrCat(file.directory, "/", file.relative_filename));
  }
  return paths;
}

rocksdb::Status VerifyTable(const rocksdb::Options& options, const std::string& path) {
  rocksdb::SstFileReader reader(options);
  rocksdb::Status status = reader.Open(path);
  if (!status.ok()) return status;
  rocksdb::ReadOptions reads;
  reads.readahead_size = kReadBytes;
  return reader.VerifyChecksum(reads);
}

}  // namespace

ScrubReport ScrubTables(const RocksdbHandles& handles, const ScrubOptions& options) {
  const std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(
      std::make_shared<PacedFiles>(handles.db->GetEnv()->GetFileSystem(), options.may_read));
  rocksdb::BlockBasedTableOptions table;
  table.no_block_cache = true;
  rocksdb::Options reader_options;
  reader_options.env = env.get();
  reader_options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  std::vector<std::string> paths = LiveTables(handles.db);
  std::shuffle(paths.begin(), paths.end(), std::mt19937_64(options.seed));
  ScrubReport report;
  for (const std::string& path : paths) {
    const rocksdb::Status status = VerifyTable(reader_options, path);
    if (status.IsAborted()) return report;
    ++report.files;
    if (status.ok()) continue;
    // A file that a compaction took away meanwhile is not missed.
    const std::vector<std::string> live = LiveTables(handles.db);
    if (std::find(live.begin(), live.end(), path) == live.end()) continue;
    ++report.damaged_files;
    options.on_damage(path, FromRocksdb("a table file is damaged", status));
  }
  report.complete = true;
  return report;
}

}  // namespace winnow::storage
