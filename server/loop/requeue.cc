// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Dispatch::RequeueItems.

#include <memory>
#include <optional>
#include <utility>

#include "server/loop/dispatch.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/reply.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/loop/review_row.h"
#include "server/loop/usage.h"
#include "server/selection/stable_hash.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

// Where an item is requeued.
struct RequeueTarget {
  shard::ShardState& state;
  shard::QueueState& queue;
  storage::WriteSet& writes;
};

// Takes a dead-lettered candidate back; its attempts start anew. Unspecified, or why it is refused.
v1::ErrorReason RequeueItem(const std::string& id, RequeueTarget& target) {
  const auto no = target.queue.candidates.Find(id, selection::StaticIdHash(id));
  if (!no.has_value()) return v1::ERROR_REASON_CANDIDATE_UNKNOWN;
  shard::CandidateRow& row = target.queue.candidates.row(*no);
  if (!row.dead_lettered) return v1::ERROR_REASON_ITEM_NOT_DEAD_LETTERED;
  if (row.retired) return v1::ERROR_REASON_CANDIDATE_RETIRED;
  const int64_t now_us = target.state.now.latest_us();
  if (MayBeUsed(target.queue, *no, now_us) == v1::ERROR_REASON_CONSENT_REVOKED)
    return v1::ERROR_REASON_CONSENT_REVOKED;
  row.dead_lettered = false;
  row.attempts = 0;
  storage::v1::HistoryRecord history;
  history.set_last_batch(row.last_batch);
  storage::HistoryTable::Put(target.state.shard, {target.queue.queue_no(), *no}, history,
                             &target.writes);
  target.queue.frame.Update(*no, now_us);
  return v1::ERROR_REASON_UNSPECIFIED;
}

void RequeueAll(const v1::RequeueItemsRequest& request, RequeueTarget target,
                v1::RequeueItemsResponse& response) {
  for (int i = 0; i < request.candidate_ids_size(); ++i) {
    const v1::ErrorReason refused = RequeueItem(request.candidate_ids(i), target);
    if (refused == v1::ERROR_REASON_UNSPECIFIED) {
      response.set_requeued(response.requeued() + 1);
    } else {
      RefuseRow(i, refused, "candidate_ids", response.mutable_row_errors());
    }
  }
}

}  // namespace

void Dispatch::RequeueItems(const Caller& caller, const v1::RequeueItemsRequest& request,
                            Done<v1::RequeueItemsResponse> done) {
  auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  auto call = IdentifyCall(caller, "RequeueItems", request);
  if (!call.ok()) return done(call.status());
  auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  auto response = std::make_shared<v1::RequeueItemsResponse>();
  const auto decide = [&](shard::ShardState& state, shard::MutationLog& log) -> absl::Status {
    auto queue = FindQueue(state, *queue_id);
    if (!queue.ok()) return queue.status();
    auto replay = FindReplay(state, *call);
    if (!replay.ok()) return replay.status();
    if (*replay != nullptr) {
      response->set_requeued(static_cast<uint32_t>((*replay)->counts(0)));
      RecallRows(**replay, response->mutable_row_errors());
      return absl::OkStatus();
    }
    shard::Mutation mutation;
    RequeueAll(request, {state, **queue, mutation.writes}, *response);
    storage::v1::RequestRecord record;
    record.set_resource(request.queue());
    record.add_counts(response->requeued());
    RememberRows(response->row_errors(), &record);
    RememberCall(*call, std::move(record), state, mutation.writes);
    mutation.leaf = {.principal = caller.principal,
                     .method = "RequeueItems",
                     .object = request.queue(),
                     .decision = "REQUEUED",
                     .policy = (*queue)->policy_name(),
                     .payload = RequestPayload(*call)};
    log.Add(std::move(mutation));
    environment_.metrics.lease().CountEvents("item_requeued", response->requeued());
    return absl::OkStatus();
  };
  (*shard)->Mutate(decide, Reply(response, std::move(done)));
}

}  // namespace winnow::loop
