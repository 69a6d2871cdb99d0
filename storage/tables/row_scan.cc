// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/tables/row_scan.h"

#include <memory>

namespace winnow::storage {

absl::Status ScanRows(Engine& engine, ShardId shard, const KeyRange& range, RowVisitor visit) {
  absl::StatusOr<std::unique_ptr<BulkReader>> reader = engine.OpenBulk(shard, range);
  if (!reader.ok()) return reader.status();
  while ((*reader)->Next()) {
    absl::Status status = visit((*reader)->key(), (*reader)->value());
    if (!status.ok()) return status;
  }
  return (*reader)->status();
}

}  // namespace winnow::storage
