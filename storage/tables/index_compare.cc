// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/tables/index_compare.h"

#include "absl/strings/str_cat.h"
#include "storage/tables/row_scan.h"

namespace winnow::storage {

absl::StatusOr<std::vector<std::string>> IndexCompare::Run(Engine& engine, ShardId shard,
                                                           const KeyRange& index,
                                                           Describe describe) {
  std::vector<std::string> differences;
  absl::Status status =
      ScanRows(engine, shard, index, [&](absl::string_view key, absl::string_view) {
        if (expected_.erase(std::string(key)) == 0) {
          differences.push_back(absl::StrCat(describe(key), ": an index entry without its row"));
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  for (const std::string& key : expected_) {
    differences.push_back(absl::StrCat(describe(key), ": a row without its index entry"));
  }
  expected_.clear();
  return differences;
}

}  // namespace winnow::storage
