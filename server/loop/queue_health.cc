// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/queue_health.h"

#include <memory>
#include <utility>
#include <vector>

#include "server/loop/draw_input.h"
#include "server/loop/hidden_draw.h"
#include "server/loop/proto_time.h"
#include "server/loop/published_counts.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/queue_messages.h"
#include "server/loop/reply.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {
namespace {

constexpr size_t kMaxSlices = 1000;

// Depth by state: the sums over all slices, so that the cost is that of the slices.
void FillDepth(const shard::QueueState& queue, v1::QueueStatusResponse* response) {
  shard::ExclusionCounts counts = {};
  uint64_t labeled = 0;
  const size_t slices = queue.candidates.dictionaries().slices.size();
  for (selection::SliceNo slice = 0; slice < slices; ++slice) {
    const shard::ExclusionCounts of_slice = CountsOf(queue, slice);
    for (size_t reason = 0; reason < counts.size(); ++reason) counts[reason] += of_slice[reason];
    labeled += queue.frame.standings().slice(slice).labeled;
  }
  response->set_candidates(queue.candidates.size() - queue.removed_candidates);
  response->set_available(queue.has_policy() ? counts[v1::EXCLUSION_REASON_UNSPECIFIED] : 0);
  for (size_t reason = 1; reason < counts.size(); ++reason) {
    if (counts[reason] == 0) continue;
    v1::ExclusionCount& excluded = *response->add_excluded();
    excluded.set_reason(static_cast<v1::ExclusionReason>(reason));
    excluded.set_count(counts[reason]);
  }
  response->set_labeled(labeled);
}

std::vector<selection::SliceNo> FirstSlices(const shard::QueueState& queue) {
  std::vector<selection::SliceNo> slices = SlicesById(queue);
  if (slices.size() > kMaxSlices) slices.resize(kMaxSlices);
  return slices;
}

// Everything as it is at the moment.
void FillLive(shard::QueueState& queue, v1::QueueStatusResponse* response) {
  FillDepth(queue, response);
  response->set_leased(queue.leases.open_items());
  if (const auto oldest = queue.frame.OldestAvailable())
    *response->mutable_oldest_available_time() = TimestampFromMicros(*oldest);
  if (const auto next = queue.leases.Next()) {
    *response->mutable_next_lease_expire_time() =
        queue.leases.Find(next->second)->record.expire_time();
  }
  for (const selection::SliceNo slice : FirstSlices(queue))
    *response->add_slices() = ToMessage(queue, slice);
  *response->mutable_last_quotas() = queue.last_header.quotas();
}

void FillPublished(const shard::QueueState& queue, v1::QueueStatusResponse* response) {
  const PublishedCounts published(queue);
  published.Fill(response);
  for (const selection::SliceNo slice : FirstSlices(queue)) {
    v1::Slice& message = *response->add_slices();
    message = ToMessage(queue, slice);
    published.Apply(slice, &message);
  }
}

}  // namespace

void QueueHealth::QueueStatus(const Caller& caller, const v1::QueueStatusRequest& request,
                              Done<v1::QueueStatusResponse> done) {
  const auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  auto response = std::make_shared<v1::QueueStatusResponse>();
  const auto inspect = [&](const shard::ShardState& state) -> absl::Status {
    const auto found = FindQueue(state, *queue_id);
    if (!found.ok()) return found.status();
    shard::QueueState& queue = **found;
    *response->mutable_queue() = ToMessage(queue.record, state.shard);
    response->set_open_batches(queue.leases.open_batches());
    response->set_signal_backlog_bytes(queue.backlog_bytes);
    if (SeesLiveCounts(caller, queue)) {
      FillLive(queue, response.get());
      if (HidesDraw(caller, queue)) LeaveOutDraw(*response);
    } else {
      FillPublished(queue, response.get());
    }
    return absl::OkStatus();
  };
  (*shard)->Read(inspect, Reply(response, std::move(done)));
}

absl::StatusOr<std::optional<uint64_t>> QueueHealth::OpenAdjudications(const Caller& caller,
                                                                       absl::string_view queue) {
  const auto queue_id = ParseQueueName(queue, "queue");
  if (!queue_id.ok()) return queue_id.status();
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return shard.status();
  std::optional<uint64_t> open;
  absl::Status status = Peek(**shard, [&](const shard::ShardState& state) {
    const auto found = FindQueue(state, *queue_id);
    if (found.ok() && SeesLiveCounts(caller, **found)) open = (*found)->disputed.size();
    return found.status();
  });
  if (!status.ok()) return status;
  return open;
}

}  // namespace winnow::loop
