// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/ingest_target.h"

#include <utility>

#include "server/loop/error.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {
namespace {

constexpr absl::Duration kBacklogRetry = absl::Seconds(5);

}  // namespace

absl::StatusOr<IngestTarget> FindTarget(Environment& environment, const SplitAssignment& splits,
                                        const v1::IngestHeader& header, CheckQueue check) {
  const auto queue_id = ParseQueueName(header.queue(), "queue");
  if (!queue_id.ok()) return queue_id.status();
  const auto shard = ShardOfQueue(environment.shards, *queue_id);
  if (!shard.ok()) return shard.status();
  IngestTarget target{
      *queue_id, *shard, {header, DeclaredAttributes(), environment.clock.WallNow(), splits}};
  absl::Status seen = Peek(**shard, [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, *queue_id);
    if (!queue.ok()) return queue.status();
    target.context.attributes = (*queue)->record.queue().attributes();
    return check(**queue);
  });
  if (!seen.ok()) return seen;
  return target;
}

absl::StatusOr<bool> CheckBacklog(const shard::QueueState& queue, const Limits& limits) {
  if (queue.backlog_bytes >= limits.signal_backlog_bytes) {
    return Overloaded(kBacklogRetry,
                      "Too many signals of this queue wait to be folded into its candidates. Wait "
                      "and send the chunk again.");
  }
  return queue.backlog_bytes >= limits.signal_backlog_bytes / 4 * 3;
}

}  // namespace winnow::loop
