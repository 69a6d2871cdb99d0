// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_TABLES_INDEX_COMPARE_H_
#define WINNOW_STORAGE_TABLES_INDEX_COMPARE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/engine.h"

namespace winnow::storage {

// Compares the index entries that the rows of a table call for with those that are there. Not
// thread-safe; the shard must not be written meanwhile.
class IndexCompare {
 public:
  // Says what an index key is about, without content of a subject or a person.
  using Describe = absl::FunctionRef<std::string(absl::string_view key)>;

  // A row calls for this index entry.
  void Expect(std::string key) { expected_.insert(std::move(key)); }

  // One sentence for each entry that is missing, and for each that no row calls for. Errors are the
  // engine's.
  absl::StatusOr<std::vector<std::string>> Run(Engine& engine, ShardId shard, const KeyRange& index,
                                               Describe describe);

 private:
  absl::btree_set<std::string> expected_;
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_TABLES_INDEX_COMPARE_H_
