// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_BATCH_TABLE_H_
#define WINNOW_STORAGE_TABLES_BATCH_TABLE_H_

#include "storage/tables/queue_row.h"
#include "storage/tables/record_table.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::storage {

// Table b: manifests of batches under (queue_no, batch_no), each written once.
using BatchTable = RecordTable<QueueRows<Table::kBatch, v1::BatchRecord>>;

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_BATCH_TABLE_H_
