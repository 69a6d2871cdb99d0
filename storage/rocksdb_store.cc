// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/iterator.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/byte_order.h"
#include "storage/key.h"
#include "storage/mutex.h"

namespace winnow::storage {
namespace {

// Checksums of each entry from here to the memtable; eight bytes is the only size that RocksDB 7.8
// knows.
constexpr size_t kProtectionBytes = 8;
constexpr uint64_t kSevenDaysInSeconds = uint64_t{7} * 24 * 3600;
constexpr size_t kBlockCacheBytes = size_t{128} << 20;

// A database that failed stays failed until it is opened anew. max_bgerror_resume_count does not
// keep RocksDB from going on by itself, in a thread that outlives the error, once a full disk has
// space again.
class StayFailed final : public rocksdb::EventListener {
 public:
  explicit StayFailed(std::shared_ptr<std::atomic<uint64_t>> errors) : errors_(std::move(errors)) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason /*reason*/,
                         rocksdb::Status* /*error*/) override {
    ++*errors_;
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status /*error*/,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  const std::shared_ptr<std::atomic<uint64_t>> errors_;
};

rocksdb::DBOptions MakeDbOptions(const RocksdbStore::Options& wanted,
                                 std::shared_ptr<rocksdb::EventListener> listener) {
  rocksdb::DBOptions options;
  options.create_if_missing = wanted.create;
  options.create_missing_column_families = wanted.create;
  options.info_log = MakeRocksdbLog(wanted.log);
  options.paranoid_checks = true;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  // Every edit writes a new MANIFEST and syncs it before CURRENT names it. An edit that is appended
  // may be torn at a page by a power loss, and RocksDB does not open what is torn in its middle.
  // Logs are not tracked there: RocksDB 7.8 forgets in a new MANIFEST which ones were deleted, and
  // then misses them. What a log that is gone takes along, HEAD and CheckLeafCount tell.
  options.max_manifest_file_size = 1;
  options.max_open_files = 2048;
  options.max_bgerror_resume_count = 0;
  options.listeners = {std::move(listener)};
  options.allow_data_in_errors = false;
  options.max_background_jobs = 2;
  options.max_total_wal_size = wanted.log_bytes;
  // One edit of the MANIFEST for all column families, which is what CheckLeafCount relies on.
  options.atomic_flush = true;
  if (wanted.testbed.env != nullptr) options.env = wanted.testbed.env;
  return options;
}

rocksdb::ColumnFamilyOptions MakeFamilyOptions(const RocksdbStore::Options& wanted) {
  rocksdb::BlockBasedTableOptions table;
  table.checksum = rocksdb::ChecksumType::kXXH3;
  table.block_cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kLZ4Compression;
  options.bottommost_compression = rocksdb::kZSTD;
  options.paranoid_file_checks = true;
  options.periodic_compaction_seconds = kSevenDaysInSeconds;
  options.level_compaction_dynamic_level_bytes = true;
  if (wanted.testbed.memtable_bytes != 0) {
    options.write_buffer_size = wanted.testbed.memtable_bytes;
    // The smallest block of a memtable is what an empty one takes of its budget.
    options.arena_block_size = wanted.testbed.memtable_bytes / 8;
  }
  return options;
}

std::string HeadKey(ShardId shard) {
  std::string key;
  AppendBigEndian(shard, &key);
  return key;
}

// Longer than the keys of heads, and behind the last of them.
constexpr absl::string_view kOriginPrefix =
    "\xff\xff"
    "origin";

std::string OriginKey(ShardId shard) {
  std::string key(kOriginPrefix);
  AppendBigEndian(shard, &key);
  return key;
}

rocksdb::Slice ToSlice(absl::string_view text) { return {text.data(), text.size()}; }
absl::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Collects puts and deletes until the first failure.
class BatchBuilder {
 public:
  explicit BatchBuilder(size_t reserved) : batch_(reserved, 0, kProtectionBytes, 0) {}

  void Put(rocksdb::ColumnFamilyHandle* family, const std::string& key, const std::string& value) {
    if (status_.ok()) status_ = batch_.Put(family, key, value);
  }
  void Delete(rocksdb::ColumnFamilyHandle* family, const std::string& key) {
    if (status_.ok()) status_ = batch_.Delete(family, key);
  }

  absl::Status Write(rocksdb::DB* db, bool sync) {
    rocksdb::WriteOptions options;
    options.sync = sync;
    options.no_slowdown = true;
    options.protection_bytes_per_key = kProtectionBytes;
    if (status_.ok()) status_ = db->Write(options, &batch_);
    if (status_.IsIncomplete()) {
      return absl::ResourceExhaustedError("the database holds writes back");
    }
    return FromRocksdb("a write failed", status_);
  }

 private:
  rocksdb::WriteBatch batch_;
  rocksdb::Status status_;
};

size_t BatchBytes(const Commit& commit) {
  constexpr size_t kPerEntry = 16;
  size_t bytes = 1024;
  for (const Row& row : commit.puts) bytes += row.key.size() + row.value.size() + kPerEntry;
  for (const std::string& key : commit.deletes) bytes += key.size() + kPerEntry;
  for (const std::string& leaf : commit.leaves) bytes += leaf.size() + 2 * kPerEntry;
  return bytes;
}

// RocksDB 7.8 leaks references to column families when a write fails to begin a log, and an
// assertion of Debian's build ends the process when such a database is closed, with the wrong exit
// code.
void Abandon(std::unique_ptr<rocksdb::DB> db, const RocksdbHandles& handles) {
  static Mutex mutex;
  static auto* abandoned = new std::vector<std::pair<std::unique_ptr<rocksdb::DB>, RocksdbHandles>>;
  MutexLock lock(&mutex);
  abandoned->emplace_back(std::move(db), handles);
}

}  // namespace

absl::Status FromRocksdb(absl::string_view what, const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = absl::StrCat(what, ": ", status.ToString());
  if (status.IsCorruption()) {
    return absl::DataLossError(absl::StrCat(text, "; restore the newest backup"));
  }
  return absl::UnavailableError(text);
}

absl::StatusOr<std::unique_ptr<RocksdbStore>> RocksdbStore::Open(const Options& options) {
  const rocksdb::ColumnFamilyOptions family = MakeFamilyOptions(options);
  // The leaves come last: CheckLeafCount.
  const std::vector<rocksdb::ColumnFamilyDescriptor> families = {
      {rocksdb::kDefaultColumnFamilyName, family}, {"rows", family}, {"leaves", family}};
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  auto errors = std::make_shared<std::atomic<uint64_t>>(0);
  const rocksdb::DBOptions wanted = MakeDbOptions(options, std::make_shared<StayFailed>(errors));
  const rocksdb::Status status =
      options.read_only
          ? rocksdb::DB::OpenForReadOnly(wanted, options.path, families, &handles, &db)
          : rocksdb::DB::Open(wanted, options.path, families, &handles, &db);
  if (status.IsInvalidArgument()) {
    // This is how RocksDB says that its files are not there.
    return absl::DataLossError(absl::StrCat("the database is not whole: ", status.ToString(),
                                            "; restore the newest backup"));
  }
  if (!status.ok()) return FromRocksdb("the database does not open", status);
  return std::unique_ptr<RocksdbStore>(new RocksdbStore(
      std::unique_ptr<rocksdb::DB>(db), RocksdbHandles{db, handles[0], handles[1], handles[2]},
      options.sync, std::move(errors)));
}

RocksdbStore::RocksdbStore(std::unique_ptr<rocksdb::DB> db, RocksdbHandles handles, bool sync,
                           ErrorCount background_errors)
    : db_(std::move(db)),
      handles_(handles),
      sync_(sync),
      background_errors_(std::move(background_errors)) {}

RocksdbStore::~RocksdbStore() {
  if (failed_ || *background_errors_ != 0) {
    rocksdb::CancelAllBackgroundWork(db_.get(), /*wait=*/true);
    Abandon(std::move(db_), handles_);
    return;
  }
  // Whatever fails here was either synced before or never acknowledged.
  for (rocksdb::ColumnFamilyHandle* handle : {handles_.heads, handles_.rows, handles_.leaves}) {
    db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  db_->Close().PermitUncheckedError();
}

absl::StatusOr<std::vector<HeadRecord>> RocksdbStore::ReadHeads() const {
  std::vector<HeadRecord> heads;
  const std::unique_ptr<rocksdb::Iterator> it(
      handles_.db->NewIterator(rocksdb::ReadOptions(), handles_.heads));
  for (it->SeekToFirst(); it->Valid() && !it->key().starts_with(ToSlice(kOriginPrefix));
       it->Next()) {
    absl::StatusOr<HeadRecord> head = DecodeHeadRecord(ToView(it->value()));
    if (!head.ok() || head->shard != heads.size() || it->key() != HeadKey(head->shard)) {
      return absl::DataLossError(
          absl::StrCat("the head row of shard ", heads.size(), " is damaged or missing"));
    }
    heads.push_back(*std::move(head));
  }
  if (!it->status().ok()) return FromRocksdb("the head rows cannot be read", it->status());
  return heads;
}

absl::StatusOr<std::vector<Origin>> RocksdbStore::ReadOrigins() const {
  std::vector<Origin> origins;
  const std::unique_ptr<rocksdb::Iterator> it(
      handles_.db->NewIterator(rocksdb::ReadOptions(), handles_.heads));
  for (it->Seek(ToSlice(kOriginPrefix)); it->Valid(); it->Next()) {
    absl::StatusOr<Origin> origin = DecodeOrigin(ToView(it->value()));
    if (!origin.ok()) return origin.status();
    if (it->key() != OriginKey(origin->kept.shard)) {
      return absl::DataLossError("the row of a new origin is at another's place");
    }
    origins.push_back(*std::move(origin));
  }
  if (!it->status().ok()) return FromRocksdb("the new origins cannot be read", it->status());
  return origins;
}

absl::Status RocksdbStore::WriteHeads(absl::Span<const HeadRecord> heads,
                                      absl::Span<const Origin> origins) {
  BatchBuilder batch(heads.size() * kMaxHeadRecord);
  for (const HeadRecord& head : heads) {
    batch.Put(handles_.heads, HeadKey(head.shard), EncodeHeadRecord(head));
  }
  for (const Origin& origin : origins) {
    batch.Put(handles_.heads, OriginKey(origin.kept.shard), EncodeOrigin(origin));
  }
  return Witness(batch.Write(handles_.db, sync_));
}

absl::Status RocksdbStore::Write(const Commit& commit, const HeadRecord& head, bool first) {
  BatchBuilder batch(BatchBytes(commit));
  for (const Row& row : commit.puts) batch.Put(handles_.rows, row.key, row.value);
  for (const std::string& key : commit.deletes) batch.Delete(handles_.rows, key);
  uint64_t seq = commit.fence.expected_seq;
  for (const std::string& leaf : commit.leaves) {
    batch.Put(handles_.leaves, LeafKey(head.shard, ++seq), leaf);
  }
  batch.Put(handles_.heads, HeadKey(head.shard), EncodeHeadRecord(head));
  if (first) batch.Delete(handles_.heads, OriginKey(head.shard));
  return Witness(batch.Write(handles_.db, sync_));
}

absl::Status RocksdbStore::Witness(absl::Status status) {
  if (!status.ok() && !absl::IsResourceExhausted(status)) failed_ = true;
  return status;
}

absl::StatusOr<EngineState> RocksdbStore::Inspect() const {
  EngineState state;
  for (rocksdb::ColumnFamilyHandle* family : {handles_.heads, handles_.rows, handles_.leaves}) {
    for (const std::string* property : {&rocksdb::DB::Properties::kEstimateLiveDataSize,
                                        &rocksdb::DB::Properties::kCurSizeAllMemTables}) {
      uint64_t bytes = 0;
      if (!handles_.db->GetIntProperty(family, *property, &bytes)) {
        return absl::UnavailableError("the database does not tell its size");
      }
      state.live_bytes += bytes;
    }
  }
  uint64_t stopped = 0;
  if (!handles_.db->GetIntProperty(rocksdb::DB::Properties::kIsWriteStopped, &stopped)) {
    return absl::UnavailableError("the database does not tell its condition");
  }
  state.write_stopped = stopped != 0;
  state.background_errors = *background_errors_;
  state.failed = failed_ || state.background_errors != 0;
  return state;
}

}  // namespace winnow::storage
