// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/datasets/draw_record.h"

#include <algorithm>

#include "server/loop/manifest.h"
#include "server/loop/stored_batch.h"
#include "server/shard/tables.h"

namespace winnow::loop {

absl::Status DrawRecord::Read(shard::Shard& shard, uint32_t queue_no) {
  const storage::KeyRange range{storage::BatchTable::Key(shard.id(), {queue_no, 0}),
                                storage::BatchTable::Key(shard.id(), {queue_no + 1, 0})};
  return storage::BatchTable::ScanRange(
      shard.engine(), shard.id(), range,
      [&](const storage::QueueRowId&, storage::v1::BatchRecord& record) -> absl::Status {
        if (record.arrivals_size() != record.items_size())
          return absl::DataLossError("a manifest has more or fewer items than arrivals");
        for (int i = 0; i < record.items_size(); ++i) {
          if (IsErased(record.items(i))) continue;
          const auto item = OpenItem(record.items(i));
          if (!item.ok()) return item.status();
          Take(record.arrivals(i), *item);
        }
        return absl::OkStatus();
      });
}

void DrawRecord::Take(uint64_t arrival, const v1::ManifestItem& item) {
  // Before it was set apart it may have been drawn; afterwards nothing asks.
  if (item.arm() == v1::ARM_CONTROL) return;
  if (arrival >= drawn_.size()) drawn_.resize(arrival + 1);
  drawn_[arrival] = {
      .probability = item.inclusion_probability() > 0 ? item.inclusion_probability() : 1,
      .members = static_cast<double>(std::max<uint64_t>(item.group_members(), 1))};
}

}  // namespace winnow::loop
