// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_QUEUE_ROW_H_
#define WINNOW_STORAGE_TABLES_QUEUE_ROW_H_

#include <cstdint>

#include "storage/key.h"

namespace winnow::storage {

// A numbered row of a queue: an arrival, a chunk, a batch.
//
//   id := queue_no u32, number u64
struct QueueRowId {
  uint32_t queue_no = 0;
  uint64_t number = 0;

  bool operator==(const QueueRowId&) const = default;
};

// What RecordTable needs to know of a table whose rows are so numbered.
template <Table kTableOfRows, typename RecordOfRows>
struct QueueRows {
  using Id = QueueRowId;
  using Record = RecordOfRows;
  static constexpr Table kTable = kTableOfRows;
  static constexpr absl::string_view kSection = "";

  static void Append(const Id& id, KeyBuilder* key) { key->U32(id.queue_no).U64(id.number); }

  static Id Read(KeyReader* key) {
    Id id;
    id.queue_no = key->U32();
    id.number = key->U64();
    return id;
  }
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_QUEUE_ROW_H_
