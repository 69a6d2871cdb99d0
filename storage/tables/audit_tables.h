// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_AUDIT_TABLES_H_
#define WINNOW_STORAGE_TABLES_AUDIT_TABLES_H_

#include <compare>
#include <cstdint>

#include "storage/tables/record_table.h"
#include "winnow/storage/v1/audit_records.pb.h"

namespace winnow::storage {

struct SeqRows {
  using Id = uint64_t;
  static void Append(const Id& id, KeyBuilder* key) { key->U64(id); }
  static Id Read(KeyReader* key) { return key->U64(); }
};

struct PayloadRows : SeqRows {
  using Record = v1::PayloadRecord;
  static constexpr Table kTable = Table::kPayload;
  static constexpr absl::string_view kSection = "";
};

// Table p: what the leaf of a seq commits to.
using PayloadTable = RecordTable<PayloadRows>;

// 256 neighbours of a height that is a multiple of 8: those with the numbers 256 * index onwards.
struct TileId {
  uint8_t level = 0;  // height / 8
  uint64_t index = 0;

  auto operator<=>(const TileId&) const = default;
};

struct TileRows {
  using Id = TileId;
  using Record = v1::TileRecord;
  static constexpr Table kTable = Table::kNode;
  static constexpr absl::string_view kSection = absl::string_view("\x00", 1);
  static void Append(const Id& id, KeyBuilder* key) {
    key->Byte(static_cast<char>(id.level)).U64(id.index);
  }
  static Id Read(KeyReader* key) {
    const auto level = static_cast<uint8_t>(key->Byte());
    return {level, key->U64()};
  }
};

// Table n, section 0x00: complete tiles of the Merkle tree under (level, index).
using TileTable = RecordTable<TileRows>;

struct LogOriginRows : SeqRows {
  using Record = v1::LogOriginRecord;
  static constexpr Table kTable = Table::kNode;
  static constexpr absl::string_view kSection = "\x01";
};

// Table n, section 0x01: the histories of the log after the first, under the seq of their first
// leaf.
using LogOriginTable = RecordTable<LogOriginRows>;

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_AUDIT_TABLES_H_
