// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/publication_recovery.h"

#include <memory>
#include <utility>

#include "server/shard/contradiction.h"
#include "server/shard/publication_records.h"
#include "storage/tables/registry_table.h"

namespace winnow::shard {

absl::Status RecoverPublications(storage::Engine& engine, storage::ShardId shard,
                                 const QueuesByNumber& queues) {
  absl::flat_hash_map<QueueState*, std::shared_ptr<disclosure::Publication>> publications;
  absl::Status status = storage::PublicationTable::ScanAll(
      engine, shard, [&](const storage::PublicationPart& id, auto& record) -> absl::Status {
        const auto queue = queues.find(id.queue_no);
        if (queue == queues.end()) return Contradiction("published counts of no queue");
        auto& publication = publications[queue->second];
        if (publication == nullptr) publication = std::make_shared<disclosure::Publication>();
        if (AddPart(id.part, record, *publication)) return absl::OkStatus();
        return Contradiction("published counts that do not fit together");
      });
  for (auto& [queue, publication] : publications) queue->publication = std::move(publication);
  return status;
}

}  // namespace winnow::shard
