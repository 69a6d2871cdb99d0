// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_CONTROL_TABLE_H_
#define WINNOW_STORAGE_TABLES_CONTROL_TABLE_H_

#include "storage/tables/queue_row.h"
#include "storage/tables/record_table.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::storage {

// Table o: gold and anchor items, under (queue_no, arrival).
using ControlTable = RecordTable<QueueRows<Table::kControl, v1::ControlRecord>>;

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_CONTROL_TABLE_H_
