// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_SIGNAL_TABLE_H_
#define WINNOW_STORAGE_TABLES_SIGNAL_TABLE_H_

#include "storage/tables/queue_row.h"
#include "storage/tables/record_table.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::storage {

// Table w: packed chunks of signal pushes under (queue_no, chunk_seq), until they are folded into
// c.
using SignalTable = RecordTable<QueueRows<Table::kSignal, v1::SignalChunkRecord>>;

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_SIGNAL_TABLE_H_
