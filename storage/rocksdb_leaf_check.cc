// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_leaf_check.h"

#include <rocksdb/db.h>
#include <rocksdb/iterator.h>
#include <rocksdb/table_properties.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

namespace winnow::storage {
namespace {

absl::StatusOr<uint64_t> EntriesOfTables(const RocksdbHandles& handles) {
  uint64_t entries = 0;
  handles.db->GetIntProperty(handles.leaves, rocksdb::DB::Properties::kNumEntriesActiveMemTable,
                             &entries);
  rocksdb::TablePropertiesCollection tables;
  const rocksdb::Status status = handles.db->GetPropertiesOfAllTables(handles.leaves, &tables);
  if (!status.ok()) return FromRocksdb("the table files cannot be read", status);
  for (const auto& [name, properties] : tables) entries += properties->num_entries;
  return entries;
}

absl::StatusOr<uint64_t> CountedLeaves(const RocksdbHandles& handles) {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = size_t{2} << 20;
  const std::unique_ptr<rocksdb::Iterator> it(handles.db->NewIterator(options, handles.leaves));
  uint64_t leaves = 0;
  for (it->SeekToFirst(); it->Valid(); it->Next()) ++leaves;
  if (!it->status().ok()) return FromRocksdb("the leaves cannot be read", it->status());
  return leaves;
}

}  // namespace

absl::Status CheckLeafCount(const RocksdbHandles& handles, uint64_t expected) {
  const absl::StatusOr<uint64_t> entries = EntriesOfTables(handles);
  if (!entries.ok()) return entries.status();
  if (*entries == expected) return absl::OkStatus();
  const absl::StatusOr<uint64_t> leaves = CountedLeaves(handles);
  if (!leaves.ok()) return leaves.status();
  if (*leaves == expected) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("the database has ", *leaves, " audit leaves where its shards have ", expected,
                   " commits: table files are missing; restore the newest backup"));
}

}  // namespace winnow::storage
