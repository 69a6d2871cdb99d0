// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/stored_batch.h"

#include <utility>

namespace winnow::loop {

absl::StatusOr<storage::v1::LeaseRecord> ReadLease(shard::Shard& shard,
                                                   const storage::QueueRowId& row) {
  auto lease = storage::LeaseTable::Get(shard.engine(), shard.id(), row);
  if (!lease.ok()) return lease.status();
  if (!lease->has_value())
    return absl::DataLossError("the lease of a granted batch is not stored; restore a backup");
  return **std::move(lease);
}

absl::StatusOr<StoredBatch> ReadBatch(shard::Shard& shard, const storage::QueueRowId& row) {
  auto lease = ReadLease(shard, row);
  if (!lease.ok()) return lease.status();
  auto batch = storage::BatchTable::Get(shard.engine(), shard.id(), row);
  if (!batch.ok()) return batch.status();
  if (!batch->has_value())
    return absl::DataLossError("the manifest of a granted batch is not stored; restore a backup");
  if ((*batch)->items_size() != static_cast<int>(lease->item_states().size())) {
    return absl::DataLossError(
        "the manifest and the lease of a batch differ in length; restore a backup");
  }
  return StoredBatch{**std::move(batch), *std::move(lease)};
}

absl::StatusOr<v1::ManifestItem> OpenItem(const storage::v1::SealedItem& sealed) {
  v1::ManifestItem item;
  if (!item.ParseFromString(sealed.item())) {
    return absl::DataLossError("an item of a stored manifest is damaged; restore a backup");
  }
  return item;
}

v1::ItemState StateOf(const storage::v1::LeaseRecord& lease, int position) {
  return static_cast<v1::ItemState>(lease.item_states()[position]);
}

}  // namespace winnow::loop
