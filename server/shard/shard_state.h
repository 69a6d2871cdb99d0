// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ShardState: what the single writer of a shard keeps in memory. Commands read and change it under
// the shard's mutex.
#ifndef WINNOW_SERVER_SHARD_SHARD_STATE_H_
#define WINNOW_SERVER_SHARD_SHARD_STATE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "server/ops/clock_guard.h"
#include "server/shard/queue_state.h"
#include "server/shard/registry.h"
#include "server/shard/request_log.h"
#include "storage/engine.h"

namespace winnow::shard {

// The moment at which a command runs.
using ops::Moment;

// Guarded by the shard's mutex.
struct ShardState {
  ShardState(storage::ShardId shard_id, size_t requests_per_principal)
      : shard(shard_id), requests(requests_per_principal) {}

  // The queue, or nullptr.
  QueueState* FindQueue(absl::string_view queue_id) const {
    const auto it = queues.find(std::string(queue_id));
    return it == queues.end() ? nullptr : it->second.get();
  }

  const storage::ShardId shard;
  uint64_t epoch = 0;
  uint64_t seq = 0;  // of the last mutation that was handed to the committer
  Moment now;        // set before each command
  std::map<std::string, std::unique_ptr<QueueState>> queues;
  uint32_t last_queue_no = 0;
  RequestLog requests;
  uint64_t last_token = 0;  // counter of the newest lease token of this epoch
  // The registry that the frames of this shard follow.
  std::shared_ptr<const RegistrySnapshot> registry = std::make_shared<const RegistrySnapshot>();
  // No open batch holds an item whose consent a revocation up to this number concerns.
  uint64_t withdrawn_up_to = 0;
  // Items that were withdrawn from open batches since the start, by the number of the revocation.
  std::map<uint64_t, uint64_t> withdrawn_items;
  // Control shard only: which shard holds a queue, and the registry with changes that are not
  // durable yet.
  std::map<std::string, storage::ShardId> directory;
  std::shared_ptr<const RegistrySnapshot> pending_registry = registry;
  std::string database_key;  // of Shards::database_key()
  storage::v1::ClockRecord clock;
  storage::v1::PurgeRecord purge;
  uint64_t removals = 0;  // mutations since the start that removed something
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_SHARD_STATE_H_
