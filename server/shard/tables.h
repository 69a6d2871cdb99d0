// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The tables whose rows mutations write: the way by which the loop, which decides what is stored,
// names them without reaching below the shard.
#ifndef WINNOW_SERVER_SHARD_TABLES_H_
#define WINNOW_SERVER_SHARD_TABLES_H_

#include "storage/record.h"
#include "storage/tables/adjudication_table.h"
#include "storage/tables/audit_tables.h"
#include "storage/tables/batch_table.h"
#include "storage/tables/candidate_table.h"
#include "storage/tables/cap_use_table.h"
#include "storage/tables/control_table.h"
#include "storage/tables/dataset_table.h"
#include "storage/tables/evaluation_table.h"
#include "storage/tables/history_table.h"
#include "storage/tables/label_table.h"
#include "storage/tables/lease_table.h"
#include "storage/tables/registry_table.h"
#include "storage/tables/release_table.h"
#include "storage/tables/request_table.h"
#include "storage/tables/signal_table.h"

#endif  // WINNOW_SERVER_SHARD_TABLES_H_
