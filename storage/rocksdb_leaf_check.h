// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ROCKSDB_LEAF_CHECK_H_
#define WINNOW_STORAGE_ROCKSDB_LEAF_CHECK_H_

#include <cstdint>

#include "absl/status/status.h"
#include "storage/rocksdb_store.h"

namespace winnow::storage {

// DATA_LOSS unless the database holds as many leaves as its shards have seqs together.
//
// A MANIFEST that lost its end makes RocksDB forget table files and open without a word, while the
// heads, which the write-ahead log still has, look fine. The leaves tell: there is exactly one per
// seq, none is ever deleted, and all column families are flushed together with theirs as the last.
// Table files know how many entries they have, so the check costs one read per file; only where
// that count disagrees are the leaves themselves counted.
absl::Status CheckLeafCount(const RocksdbHandles& handles, uint64_t expected);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ROCKSDB_LEAF_CHECK_H_
