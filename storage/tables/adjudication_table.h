// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_ADJUDICATION_TABLE_H_
#define WINNOW_STORAGE_TABLES_ADJUDICATION_TABLE_H_

#include "storage/tables/queue_row.h"
#include "storage/tables/record_table.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::storage {

// Table j: labels of a candidate that disagree, under (queue_no, arrival).
using AdjudicationTable = RecordTable<QueueRows<Table::kAdjudication, v1::AdjudicationRecord>>;

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_ADJUDICATION_TABLE_H_
