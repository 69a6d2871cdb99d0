// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_LEASE_TABLE_H_
#define WINNOW_STORAGE_TABLES_LEASE_TABLE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/tables/queue_row.h"
#include "storage/tables/record_table.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::storage {

// Table k: leases of batches, and an index of those that are open, so that a start reads what is
// leased without reading every lease there ever was.
//
//   row   := 0x00, queue_no u32, batch_no u64
//   index := 0x01, queue_no u32, batch_no u64     there exactly when the row's state is OPEN; no
//   value
//
// Stateless, so thread-safe.
class LeaseTable {
 public:
  using Id = QueueRowId;
  using Record = v1::LeaseRecord;
  using Visitor = absl::FunctionRef<absl::Status(const Id& id, Record& record)>;

  static std::string Key(ShardId shard, const Id& id);
  // Where the index has an open lease.
  static std::string OpenKey(ShardId shard, const Id& id);

  // Writes the row, and the index as the record's state wants it.
  static void Put(ShardId shard, const Id& id, const Record& record, WriteSet* set);
  static void Delete(ShardId shard, const Id& id, WriteSet* set);

  static absl::StatusOr<std::optional<Record>> Get(Engine& engine, ShardId shard, const Id& id);
  static absl::Status ScanAll(Engine& engine, ShardId shard, Visitor visit);
  // Visits the open leases in key order. DATA_LOSS when the index names a lease that is not there.
  static absl::Status ScanOpen(Engine& engine, ShardId shard, Visitor visit);

  // Every row and index entry that disagree, one sentence each.
  static absl::StatusOr<std::vector<std::string>> CheckIndex(Engine& engine, ShardId shard);
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_LEASE_TABLE_H_
