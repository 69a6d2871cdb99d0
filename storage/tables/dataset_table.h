// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_DATASET_TABLE_H_
#define WINNOW_STORAGE_TABLES_DATASET_TABLE_H_

#include <cstdint>
#include <string>

#include "storage/key.h"
#include "storage/tables/record_table.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::storage {

// Table d: versions of the data sets of a queue with their frozen members.
//
//   row     := section byte, id
//   section := 'm' page of members  id := queue_no u32, dataset string, version u32, page u32, from
//   0
//            | 'v' version          id := queue_no u32, dataset string, version u32, from 1
struct DatasetVersionId {
  uint32_t queue_no = 0;
  std::string dataset_id;
  uint32_t version = 0;

  bool operator==(const DatasetVersionId&) const = default;
};

struct DatasetPageId {
  DatasetVersionId version;
  uint32_t page = 0;

  bool operator==(const DatasetPageId&) const = default;
};

struct DatasetVersionRows {
  using Id = DatasetVersionId;
  using Record = v1::DatasetVersionRecord;
  static constexpr Table kTable = Table::kDataset;
  static constexpr absl::string_view kSection = "v";

  static void Append(const Id& id, KeyBuilder* key) {
    key->U32(id.queue_no).String(id.dataset_id).U32(id.version);
  }
  static Id Read(KeyReader* key) {
    Id id;
    id.queue_no = key->U32();
    id.dataset_id = key->String();
    id.version = key->U32();
    return id;
  }
};

struct DatasetPageRows {
  using Id = DatasetPageId;
  using Record = v1::DatasetPageRecord;
  static constexpr Table kTable = Table::kDataset;
  static constexpr absl::string_view kSection = "m";

  static void Append(const Id& id, KeyBuilder* key) {
    DatasetVersionRows::Append(id.version, key);
    key->U32(id.page);
  }
  static Id Read(KeyReader* key) {
    const DatasetVersionId version = DatasetVersionRows::Read(key);
    return {version, key->U32()};
  }
};

using DatasetVersionTable = RecordTable<DatasetVersionRows>;
using DatasetPageTable = RecordTable<DatasetPageRows>;

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_DATASET_TABLE_H_
