// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_REQUEST_TABLE_H_
#define WINNOW_STORAGE_TABLES_REQUEST_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/tables/record_table.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::storage {

struct RequestId {
  std::string principal;
  std::string method;
  std::string request_id;

  bool operator==(const RequestId&) const = default;
};

// Table q: what a request id stands for, and an index by time for the sweep that forgets old ones.
//
//   row   := 0x00, principal string, method string, request_id string
//   index := 0x01, time_us u64, principal string, method string, request_id string     no value
//
// time_us counts microseconds since the Unix epoch, times before it as 0. Stateless, so
// thread-safe.
class RequestTable {
 public:
  using Id = RequestId;
  using Record = v1::RequestRecord;
  using Visitor = absl::FunctionRef<absl::Status(const Id& id, Record& record)>;

  // An index entry.
  struct Dated {
    absl::Time time;
    Id id;
  };

  static std::string Key(ShardId shard, const Id& id);
  static std::string TimeKey(ShardId shard, const Dated& dated);

  // Writes the row, and the index entry for the record's time. The id must not be there with
  // another time.
  static void Put(ShardId shard, const Id& id, const Record& record, WriteSet* set);
  // Deletes the row of a request and its index entry, which is of the record's time.
  static void Delete(ShardId shard, const Dated& dated, WriteSet* set);

  static absl::StatusOr<std::optional<Record>> Get(Engine& engine, ShardId shard, const Id& id);
  static absl::Status ScanAll(Engine& engine, ShardId shard, Visitor visit);
  struct Before {
    absl::Time time;
    size_t limit = 1000;
  };
  // Up to `limit` requests older than a time, oldest first.
  static absl::StatusOr<std::vector<Dated>> OlderThan(Engine& engine, ShardId shard,
                                                      const Before& before);

  // Every row and index entry that disagree, one sentence each.
  static absl::StatusOr<std::vector<std::string>> CheckIndex(Engine& engine, ShardId shard);
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_REQUEST_TABLE_H_
