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
#include "server/selection/stable_hash.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

// Takes dead-lettered candidates back; their attempts start anew.
void Requeue(const v1::RequeueItemsRequest& request, shard::ShardState& state,
             shard::QueueState& queue, storage::WriteSet& writes,
             v1::RequeueItemsResponse& response) {
  for (int i = 0; i < request.candidate_ids_size(); ++i) {
    const std::string& id = request.candidate_ids(i);
    const auto no = queue.candidates.Find(id, selection::StaticIdHash(id));
    if (!no.has_value()) {
      RefuseRow(i, v1::ERROR_REASON_CANDIDATE_UNKNOWN, "candidate_ids",
                response.mutable_row_errors());
      continue;
    }
    shard::CandidateRow& row = queue.candidates.row(*no);
    if (!row.dead_lettered) {
      RefuseRow(i, v1::ERROR_REASON_ITEM_NOT_DEAD_LETTERED, "candidate_ids",
                response.mutable_row_errors());
      continue;
    }
    row.dead_lettered = false;
    row.attempts = 0;
    storage::v1::HistoryRecord history;
    history.set_last_batch(row.last_batch);
    storage::HistoryTable::Put(state.shard, {queue.queue_no(), *no}, history, &writes);
    queue.frame.Update(*no, state.now.wall_us());
    response.set_requeued(response.requeued() + 1);
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
    Requeue(request, state, **queue, mutation.writes, *response);
    storage::v1::RequestRecord record;
    record.set_resource(request.queue());
    record.add_counts(response->requeued());
    RememberRows(response->row_errors(), &record);
    RememberCall(*call, std::move(record), state, mutation.writes);
    mutation.leaf = {.actor = caller.principal,
                     .method = "RequeueItems",
                     .object = request.queue(),
                     .decision = "REQUEUED",
                     .policy = (*queue)->policy_name(),
                     .payload_hash = call->payload_hash};
    log.Add(std::move(mutation));
    environment_.metrics.lease().CountEvents("item_requeued", response->requeued());
    return absl::OkStatus();
  };
  (*shard)->Mutate(decide, Reply(response, std::move(done)));
}

}  // namespace winnow::loop
