// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_CANDIDATE_TABLE_H_
#define WINNOW_STORAGE_TABLES_CANDIDATE_TABLE_H_

#include "storage/tables/queue_row.h"
#include "storage/tables/record_table.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::storage {

// Table c: candidates under (queue_no, arrival), with their id and first signals inside.
using CandidateTable = RecordTable<QueueRows<Table::kCandidate, v1::CandidateRecord>>;

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_CANDIDATE_TABLE_H_
