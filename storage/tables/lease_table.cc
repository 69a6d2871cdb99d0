// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/tables/lease_table.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/tables/index_compare.h"

namespace winnow::storage {
namespace {

struct LeaseRows : QueueRows<Table::kLease, v1::LeaseRecord> {
  static constexpr absl::string_view kSection{"\x00", 1};
};
using Rows = RecordTable<LeaseRows>;

// The index holds keys alone; it is read with ParseKey and Range.
struct OpenRows : QueueRows<Table::kLease, v1::LeaseRecord> {
  static constexpr absl::string_view kSection = "\x01";
};
using OpenIndex = RecordTable<OpenRows>;

bool IsOpen(const v1::LeaseRecord& record) {
  return record.state() == ::winnow::v1::BATCH_STATE_OPEN;
}

}  // namespace

std::string LeaseTable::Key(ShardId shard, const Id& id) { return Rows::Key(shard, id); }

std::string LeaseTable::OpenKey(ShardId shard, const Id& id) { return OpenIndex::Key(shard, id); }

void LeaseTable::Put(ShardId shard, const Id& id, const Record& record, WriteSet* set) {
  Rows::Put(shard, id, record, set);
  if (IsOpen(record)) {
    set->Put(OpenKey(shard, id), "");
  } else {
    set->Delete(OpenKey(shard, id));
  }
}

void LeaseTable::Delete(ShardId shard, const Id& id, WriteSet* set) {
  Rows::Delete(shard, id, set);
  set->Delete(OpenKey(shard, id));
}

absl::StatusOr<std::optional<v1::LeaseRecord>> LeaseTable::Get(Engine& engine, ShardId shard,
                                                               const Id& id) {
  return Rows::Get(engine, shard, id);
}

absl::Status LeaseTable::ScanAll(Engine& engine, ShardId shard, Visitor visit) {
  return Rows::ScanAll(engine, shard, visit);
}

absl::Status LeaseTable::ScanOpen(Engine& engine, ShardId shard, Visitor visit) {
  return ScanRows(
      engine, shard, OpenIndex::Range(shard), [&](absl::string_view key, absl::string_view) {
        const absl::StatusOr<Id> id = OpenIndex::ParseKey(key);
        if (!id.ok()) return id.status();
        absl::StatusOr<std::optional<Record>> record = Get(engine, shard, *id);
        if (!record.ok()) return record.status();
        if (!record->has_value()) {
          return absl::DataLossError(absl::StrCat("the lease of batch ", id->number, " of queue ",
                                                  id->queue_no,
                                                  " is indexed as open and is not there"));
        }
        return visit(*id, **record);
      });
}

absl::StatusOr<std::vector<std::string>> LeaseTable::CheckIndex(Engine& engine, ShardId shard) {
  IndexCompare compare;
  absl::Status status = ScanAll(engine, shard, [&](const Id& id, Record& record) {
    if (IsOpen(record)) compare.Expect(OpenKey(shard, id));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return compare.Run(engine, shard, OpenIndex::Range(shard), [](absl::string_view key) {
    const absl::StatusOr<Id> id = OpenIndex::ParseKey(key);
    if (!id.ok()) return std::string("table k: an index entry with a malformed key");
    return absl::StrCat("table k: batch ", id->number, " of queue ", id->queue_no);
  });
}

}  // namespace winnow::storage
