// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_HISTORY_TABLE_H_
#define WINNOW_STORAGE_TABLES_HISTORY_TABLE_H_

#include "storage/tables/queue_row.h"
#include "storage/tables/record_table.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::storage {

// Table t: what closed batches did to a candidate, under (queue_no, arrival).
using HistoryTable = RecordTable<QueueRows<Table::kHistory, v1::HistoryRecord>>;

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_HISTORY_TABLE_H_
