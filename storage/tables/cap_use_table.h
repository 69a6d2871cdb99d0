// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_CAP_USE_TABLE_H_
#define WINNOW_STORAGE_TABLES_CAP_USE_TABLE_H_

#include "storage/tables/queue_row.h"
#include "storage/tables/record_table.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::storage {

// Table u: what a batch took of the caps over a window, under (queue_no, batch_no), until the
// window has passed it.
using CapUseTable = RecordTable<QueueRows<Table::kCapUse, v1::CapUseRecord>>;

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_CAP_USE_TABLE_H_
