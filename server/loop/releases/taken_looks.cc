// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/taken_looks.h"

#include <algorithm>

namespace winnow::loop {

absl::StatusOr<std::set<TakenLook>> ReadTakenLooks(const ReleasePlace& place) {
  const storage::ShardId shard = place.shard->id();
  const uint32_t queue_no = place.id.queue_no;
  std::set<TakenLook> looks;
  absl::Status status = storage::ReleaseTable::ScanRange(
      place.shard->engine(), shard,
      {storage::ReleaseTable::Key(shard, {queue_no, ""}),
       storage::ReleaseTable::Key(shard, {queue_no + 1, ""})},
      [&](const storage::ReleaseId&, storage::v1::ReleaseRecord& record) {
        if (record.release().evaluation() != place.release.evaluation()) return absl::OkStatus();
        for (const storage::v1::TakenLook& taken : record.looks())
          looks.emplace(taken.evaluation_digest(), taken.look());
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return looks;
}

void NoteLook(const v1::ReleaseVerdict& verdict, ReleasePlace& place) {
  if (verdict.comparisons().empty()) return;
  const auto is_taken = [&verdict](const storage::v1::TakenLook& taken) {
    return taken.evaluation_digest() == verdict.evaluation_digest() &&
           taken.look() == verdict.look();
  };
  if (std::any_of(place.looks.begin(), place.looks.end(), is_taken)) return;
  storage::v1::TakenLook& taken = *place.looks.Add();
  taken.set_evaluation_digest(verdict.evaluation_digest());
  taken.set_look(verdict.look());
}

}  // namespace winnow::loop
