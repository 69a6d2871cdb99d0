// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/taken_looks.h"

namespace winnow::loop {

absl::StatusOr<std::set<TakenLook>> ReadTakenLooks(const ReleasePlace& place) {
  storage::Engine& engine = place.shard->engine();
  const storage::ShardId shard = place.shard->id();
  const uint32_t queue_no = place.id.queue_no;
  std::set<std::string> releases;
  absl::Status status = storage::ReleaseTable::ScanRange(
      engine, shard,
      {storage::ReleaseTable::Key(shard, {queue_no, ""}),
       storage::ReleaseTable::Key(shard, {queue_no + 1, ""})},
      [&](const storage::ReleaseId& id, storage::v1::ReleaseRecord& record) {
        if (record.release().evaluation() == place.release.evaluation())
          releases.insert(id.release_id);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  std::set<TakenLook> looks;
  for (const std::string& release : releases) {
    const storage::ReleaseId id{queue_no, release};
    status = storage::VerdictTable::ScanRange(
        engine, shard,
        {storage::VerdictTable::Key(shard, {id, 0}),
         storage::VerdictTable::Key(shard, {id, UINT32_MAX})},
        [&](const storage::VerdictId&, storage::v1::VerdictRecord& record) {
          const v1::ReleaseVerdict& verdict = record.verdict();
          if (!verdict.comparisons().empty())
            looks.emplace(verdict.evaluation_digest(), verdict.look());
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
  }
  return looks;
}

}  // namespace winnow::loop
