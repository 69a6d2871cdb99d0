// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_INDEX_CHECK_H_
#define WINNOW_STORAGE_TABLES_INDEX_CHECK_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/engine.h"

namespace winnow::storage {

// Every place of a shard where a row and an index disagree, one sentence each; empty when all is
// well. The shard must not be written meanwhile. Errors: the engine's, and DATA_LOSS for a row that
// does not decode.
absl::StatusOr<std::vector<std::string>> CheckIndices(Engine& engine, ShardId shard);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_INDEX_CHECK_H_
