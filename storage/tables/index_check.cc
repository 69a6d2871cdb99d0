// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/tables/index_check.h"

#include <iterator>

#include "storage/tables/lease_table.h"
#include "storage/tables/request_table.h"

namespace winnow::storage {

absl::StatusOr<std::vector<std::string>> CheckIndices(Engine& engine, ShardId shard) {
  absl::StatusOr<std::vector<std::string>> differences = LeaseTable::CheckIndex(engine, shard);
  if (!differences.ok()) return differences;
  absl::StatusOr<std::vector<std::string>> more = RequestTable::CheckIndex(engine, shard);
  if (!more.ok()) return more;
  differences->insert(differences->end(), std::make_move_iterator(more->begin()),
                      std::make_move_iterator(more->end()));
  return differences;
}

}  // namespace winnow::storage
