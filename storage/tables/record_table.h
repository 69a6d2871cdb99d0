// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_RECORD_TABLE_H_
#define WINNOW_STORAGE_TABLES_RECORD_TABLE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/engine.h"
#include "storage/key.h"
#include "storage/record.h"
#include "storage/tables/row_scan.h"
#include "storage/write_set.h"

namespace winnow::storage {

// Typed access to the rows of one kind. What a kind is, its Rows type says:
//
//   struct Rows {
//     using Id = ...;                                        // what a key holds after its prefix
//     using Record = v1::...;                                // what a value holds
//     static constexpr Table kTable = ...;
//     static constexpr absl::string_view kSection = ...;     // bytes after the table byte, or ""
//     static void Append(const Id& id, KeyBuilder* key);     // order-preserving
//     static Id Read(KeyReader* key);                        // its inverse
//   };
//
// Stateless, so thread-safe. Reads return the errors of the engine, and DATA_LOSS for a row that
// does not decode.
template <typename Rows>
class RecordTable {
 public:
  using Id = typename Rows::Id;
  using Record = typename Rows::Record;
  // May take the record's content away; it is not used again. An error ends the scan and is its
  // result.
  using Visitor = absl::FunctionRef<absl::Status(const Id& id, Record& record)>;

  static std::string Key(ShardId shard, const Id& id) {
    KeyBuilder key = Prefix(shard);
    Rows::Append(id, &key);
    return key.Take();
  }

  // All rows of this kind in a shard.
  static KeyRange Range(ShardId shard) { return PrefixRange(Prefix(shard).Take()); }

  static void Put(ShardId shard, const Id& id, const Record& record, WriteSet* set) {
    set->Put(Key(shard, id), EncodeRecord(record));
  }

  static void Delete(ShardId shard, const Id& id, WriteSet* set) { set->Delete(Key(shard, id)); }

  static absl::StatusOr<std::optional<Record>> Get(Engine& engine, ShardId shard, const Id& id) {
    const std::vector<std::string> keys = {Key(shard, id)};
    absl::StatusOr<std::vector<std::optional<std::string>>> values = engine.Get(shard, keys);
    if (!values.ok()) return values.status();
    if (!values->front().has_value()) return std::optional<Record>();
    absl::StatusOr<Record> record = DecodeRecord<Record>(keys.front(), *values->front());
    if (!record.ok()) return record.status();
    return std::optional<Record>(*std::move(record));
  }

  // Visits every row of a shard in key order, as of one moment.
  static absl::Status ScanAll(Engine& engine, ShardId shard, Visitor visit) {
    return ScanRange(engine, shard, Range(shard), visit);
  }

  // Visits the rows of a part of Range(shard).
  static absl::Status ScanRange(Engine& engine, ShardId shard, const KeyRange& range,
                                Visitor visit) {
    Record record;
    return ScanInto(
        engine, {shard, range}, [&record] { return &record; }, visit);
  }

  // Rows of a shard.
  struct Part {
    ShardId shard;
    KeyRange range;
  };
  // As ScanRange, but each row is decoded into the record that `next` names, which may be used
  // after the visit.
  static absl::Status ScanInto(Engine& engine, const Part& part, absl::FunctionRef<Record*()> next,
                               Visitor visit) {
    return ScanRows(engine, part.shard, part.range,
                    [&](absl::string_view key, absl::string_view value) {
                      const absl::StatusOr<Id> id = ParseKey(key);
                      if (!id.ok()) return id.status();
                      Record* const record = next();
                      absl::Status status = DecodeRecordInto(key, value, record);
                      return status.ok() ? visit(*id, *record) : status;
                    });
  }

  static absl::StatusOr<Id> ParseKey(absl::string_view key) {
    KeyReader reader(key);
    bool ours = reader.table() == Rows::kTable;
    for (const char byte : Rows::kSection) ours &= reader.Byte() == byte;
    Id id = Rows::Read(&reader);
    if (absl::Status status = reader.Finish(); !status.ok()) return status;
    if (!ours)
      return absl::DataLossError("a stored key is of another table; restore the newest backup");
    return id;
  }

 private:
  static KeyBuilder Prefix(ShardId shard) {
    KeyBuilder key(shard, Rows::kTable);
    for (const char byte : Rows::kSection) key.Byte(byte);
    return key;
  }
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_RECORD_TABLE_H_
