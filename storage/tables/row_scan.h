// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_ROW_SCAN_H_
#define WINNOW_STORAGE_TABLES_ROW_SCAN_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "storage/engine.h"

namespace winnow::storage {

// Views hold for the call. An error ends the scan and is its result.
using RowVisitor = absl::FunctionRef<absl::Status(absl::string_view key, absl::string_view value)>;

// Visits every row of a range in key order through the engine's bulk reader, as of one moment.
absl::Status ScanRows(Engine& engine, ShardId shard, const KeyRange& range, RowVisitor visit);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_ROW_SCAN_H_
