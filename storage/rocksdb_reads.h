// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ROCKSDB_READS_H_
#define WINNOW_STORAGE_ROCKSDB_READS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/engine.h"
#include "storage/rocksdb_store.h"

namespace winnow::storage {

// The reads of the seam on an open database. The caller has checked the arguments
// (contract_check.h). Checksums of all blocks are verified: DATA_LOSS on damage. Thread-safe.

absl::StatusOr<std::vector<std::optional<std::string>>> ReadRows(
    const RocksdbHandles& handles, absl::Span<const std::string> keys);

absl::StatusOr<ScanPage> ScanRows(const RocksdbHandles& handles, const KeyRange& range,
                                  const ScanLimits& limits);

// As many leaves as there are between the seqs after `after_seq` and up to `last_seq`.
struct LeafRange {
  ShardId shard = 0;
  uint64_t after_seq = 0;
  uint64_t last_seq = 0;
};
absl::StatusOr<std::vector<Leaf>> ScanLeaves(const RocksdbHandles& handles, const LeafRange& range);

// The reader must not outlive the store.
std::unique_ptr<BulkReader> OpenRows(const RocksdbHandles& handles, const KeyRange& range);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ROCKSDB_READS_H_
