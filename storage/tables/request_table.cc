// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/tables/request_table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/tables/index_compare.h"

namespace winnow::storage {
namespace {

void AppendRequestId(const RequestId& id, KeyBuilder* key) {
  key->String(id.principal).String(id.method).String(id.request_id);
}

RequestId ReadRequestId(KeyReader* key) {
  RequestId id;
  id.principal = key->String();
  id.method = key->String();
  id.request_id = key->String();
  return id;
}

struct RequestRows {
  using Id = RequestId;
  using Record = v1::RequestRecord;
  static constexpr Table kTable = Table::kRequest;
  static constexpr absl::string_view kSection{"\x00", 1};

  static void Append(const Id& id, KeyBuilder* key) { AppendRequestId(id, key); }
  static Id Read(KeyReader* key) { return ReadRequestId(key); }
};
using Rows = RecordTable<RequestRows>;

uint64_t ToMicros(absl::Time time) {
  return static_cast<uint64_t>(std::max<int64_t>(absl::ToUnixMicros(time), 0));
}

// The index holds keys alone; it is read with ParseKey and Range.
struct TimeRows {
  using Id = RequestTable::Dated;
  using Record = v1::RequestRecord;
  static constexpr Table kTable = Table::kRequest;
  static constexpr absl::string_view kSection = "\x01";

  static void Append(const Id& dated, KeyBuilder* key) {
    key->U64(ToMicros(dated.time));
    AppendRequestId(dated.id, key);
  }
  static Id Read(KeyReader* key) {
    Id dated;
    dated.time = absl::FromUnixMicros(static_cast<int64_t>(key->U64()));
    dated.id = ReadRequestId(key);
    return dated;
  }
};
using TimeIndex = RecordTable<TimeRows>;

absl::Time TimeOf(const v1::RequestRecord& record) {
  return absl::FromUnixSeconds(record.time().seconds()) + absl::Nanoseconds(record.time().nanos());
}

}  // namespace

std::string RequestTable::Key(ShardId shard, const Id& id) { return Rows::Key(shard, id); }

std::string RequestTable::TimeKey(ShardId shard, const Dated& dated) {
  return TimeIndex::Key(shard, dated);
}

void RequestTable::Put(ShardId shard, const Id& id, const Record& record, WriteSet* set) {
  Rows::Put(shard, id, record, set);
  set->Put(TimeKey(shard, {TimeOf(record), id}), "");
}

void RequestTable::Delete(ShardId shard, const Dated& dated, WriteSet* set) {
  Rows::Delete(shard, dated.id, set);
  set->Delete(TimeKey(shard, dated));
}

absl::StatusOr<std::optional<v1::RequestRecord>> RequestTable::Get(Engine& engine, ShardId shard,
                                                                   const Id& id) {
  return Rows::Get(engine, shard, id);
}

absl::Status RequestTable::ScanAll(Engine& engine, ShardId shard, Visitor visit) {
  return Rows::ScanAll(engine, shard, visit);
}

absl::StatusOr<std::vector<RequestTable::Dated>> RequestTable::OlderThan(Engine& engine,
                                                                         ShardId shard,
                                                                         const Before& before) {
  KeyRange range = TimeIndex::Range(shard);
  range.end = KeyBuilder(shard, Table::kRequest).Byte('\x01').U64(ToMicros(before.time)).Take();
  const absl::StatusOr<ScanPage> page =
      engine.Scan(shard, range, {before.limit, engine.Capabilities().commit_bytes});
  if (!page.ok()) return page.status();
  std::vector<Dated> older;
  older.reserve(page->rows.size());
  for (const Row& row : page->rows) {
    absl::StatusOr<Dated> dated = TimeIndex::ParseKey(row.key);
    if (!dated.ok()) return dated.status();
    older.push_back(*std::move(dated));
  }
  return older;
}

absl::StatusOr<std::vector<std::string>> RequestTable::CheckIndex(Engine& engine, ShardId shard) {
  IndexCompare compare;
  absl::Status status = ScanAll(engine, shard, [&](const Id& id, Record& record) {
    compare.Expect(TimeKey(shard, {TimeOf(record), id}));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return compare.Run(engine, shard, TimeIndex::Range(shard), [](absl::string_view key) {
    const absl::StatusOr<Dated> dated = TimeIndex::ParseKey(key);
    if (!dated.ok()) return std::string("table q: an index entry with a malformed key");
    return absl::StrCat("table q: a request of ",
                        absl::FormatTime(dated->time, absl::UTCTimeZone()));
  });
}

}  // namespace winnow::storage
