// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ROCKSDB_SCRUB_H_
#define WINNOW_STORAGE_ROCKSDB_SCRUB_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "storage/rocksdb_store.h"

namespace winnow::storage {

struct ScrubOptions {
  // Asked before each file of so many bytes; blocks as long as the pace wants. False: end now.
  std::function<bool(uint64_t bytes)> may_read;
  // Told of each table file that is in use and is not as it was written, or cannot be read.
  std::function<void(absl::string_view file, const absl::Status& cause)> on_damage;
  // Decides with which file to begin, so that passes which are cut short do not read the same ones.
  uint64_t seed = 0;
};

struct ScrubReport {
  bool complete = false;  // every file was read; false after may_read said no
  uint64_t files = 0;     // that were read to their end
  uint64_t damaged_files = 0;
};

// Reads every table file of an open database from its disk, as far as the machine lets go of its
// copies in memory, and compares all blocks with their checksums. The engine goes on serving;
// nothing is written, and damage changes nothing: reads of other rows succeed as before. Blocks as
// long as may_read does. What is not in table files yet is no part of it.
ScrubReport ScrubTables(const RocksdbHandles& handles, const ScrubOptions& options);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ROCKSDB_SCRUB_H_
