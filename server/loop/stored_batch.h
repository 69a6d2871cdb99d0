// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// StoredBatch: a batch as its rows have it.
#ifndef WINNOW_SERVER_LOOP_STORED_BATCH_H_
#define WINNOW_SERVER_LOOP_STORED_BATCH_H_

#include "absl/status/statusor.h"
#include "server/shard/shard.h"
#include "server/shard/tables.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/batch.pb.h"

namespace winnow::loop {

struct StoredBatch {
  storage::v1::BatchRecord batch;
  storage::v1::LeaseRecord lease;
};

// The rows of a granted batch. DATA_LOSS when one is missing or damaged. Reads the engine: not
// under the shard's mutex.
absl::StatusOr<storage::v1::LeaseRecord> ReadLease(shard::Shard& shard,
                                                   const storage::QueueRowId& row);
absl::StatusOr<StoredBatch> ReadBatch(shard::Shard& shard, const storage::QueueRowId& row);

// What is behind the salted hash of an item. DATA_LOSS when it is damaged.
absl::StatusOr<v1::ManifestItem> OpenItem(const storage::v1::SealedItem& sealed);

// State of the item at `position` of the manifest.
v1::ItemState StateOf(const storage::v1::LeaseRecord& lease, int position);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_STORED_BATCH_H_
