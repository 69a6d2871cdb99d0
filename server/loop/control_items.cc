// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/control_items.h"

#include <memory>
#include <string>
#include <utility>

#include "server/loop/control_rules.h"
#include "server/loop/error.h"
#include "server/loop/lease_change.h"
#include "server/loop/paging.h"
#include "server/loop/proto_time.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/reply.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/loop/usage.h"
#include "server/selection/stable_hash.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

using shard::CandidateNo;

absl::Status NoSuchCandidate() {
  return Unknown(v1::ERROR_REASON_CANDIDATE_UNKNOWN,
                 "The queue has no candidate item.candidate_id. Import it, then set it apart.");
}

// What a call changes, under the shard's mutex.
struct ControlChange {
  const CallId& call;
  shard::ShardState& state;
  shard::QueueState& queue;
  shard::MutationLog& log;

  // Where `no` is the same item already, nothing but the call is remembered.
  void Set(CandidateNo no, v1::ControlItem item) {
    const shard::ControlBook::Entry* const before = queue.controls.Find(no);
    if (before != nullptr && IsSameControlItem(before->item, item)) {
      if (!call.key.request_id.empty()) Log({}, "UNCHANGED");
      return;
    }
    item.set_batches(before == nullptr ? 0 : before->item.batches());
    *item.mutable_create_time() =
        before == nullptr ? ToTimestamp(state.now.wall) : before->item.create_time();
    shard::Mutation mutation;
    storage::v1::ControlRecord record;
    *record.mutable_item() = item;
    storage::ControlTable::Put(state.shard, {queue.queue_no(), no}, record, &mutation.writes);
    Log(std::move(mutation), before == nullptr ? "SET_APART" : "REPLACED");
    shard::SetApart(queue, no, std::move(item));
    queue.frame.Update(no, state.now.latest_us());
  }

  // Remembers the call with what it wrote.
  void Log(shard::Mutation mutation, const char* decision) {
    storage::v1::RequestRecord remembered;
    remembered.set_resource(QueueName(queue.record.queue_id()));
    RememberCall(call, std::move(remembered), state, mutation.writes);
    // Which item it is, and what is known of it, is about a person: no leaf says it.
    mutation.leaf = {.principal = call.key.principal,
                     .method = call.key.method,
                     .object = QueueName(queue.record.queue_id()),
                     .decision = decision,
                     .policy = queue.policy_name()};
    log.Add(std::move(mutation));
  }
};

}  // namespace

void ControlItems::SetControlItem(const Caller& caller, const v1::SetControlItemRequest& request,
                                  Done<v1::SetControlItemResponse> done) {
  auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto call = IdentifyCall(caller, "SetControlItem", request);
  if (!call.ok()) return done(call.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  auto response = std::make_shared<v1::SetControlItemResponse>();
  const auto decide = [&](shard::ShardState& state, shard::MutationLog& log) -> absl::Status {
    const auto queue = FindQueue(state, *queue_id);
    if (!queue.ok()) return queue.status();
    ExpireDue(state, **queue, log, environment_.metrics.lease());
    const auto replay = FindReplay(state, *call);
    if (!replay.ok()) return replay.status();
    const std::string& id = request.item().candidate_id();
    const auto no = (*queue)->candidates.Find(id, selection::StaticIdHash(id));
    if (!no.has_value()) return NoSuchCandidate();
    absl::Status status = *replay == nullptr ? CheckControlItem(request.item(), *no, state, **queue)
                                             : absl::OkStatus();
    if (!status.ok()) return status;
    if (*replay == nullptr) ControlChange{*call, state, **queue, log}.Set(*no, request.item());
    const shard::ControlBook::Entry* const entry = (*queue)->controls.Find(*no);
    if (entry == nullptr) {
      return NotAllowed(v1::ERROR_REASON_CANDIDATE_REMOVED,
                        "The candidate was removed after it had been set apart.");
    }
    *response->mutable_item() = entry->item;
    return absl::OkStatus();
  };
  (*shard)->Mutate(decide, Reply(response, std::move(done)));
}

void ControlItems::ListControlItems(const Caller&, const v1::ListControlItemsRequest& request,
                                    Done<v1::ListControlItemsResponse> done) {
  auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  const auto from = PageFrom(request.page_token());
  if (!from.ok()) return done(from.status());
  auto response = std::make_shared<v1::ListControlItemsResponse>();
  const auto inspect = [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, *queue_id);
    if (!queue.ok()) return queue.status();
    const auto rows = static_cast<int>(PageRows(request.page_size()));
    const auto& entries = (*queue)->controls.entries();
    if (*from > (*queue)->candidates.size()) return absl::OkStatus();
    for (auto it = entries.lower_bound(static_cast<CandidateNo>(*from)); it != entries.end();
         ++it) {
      if (MayBeUsed(**queue, it->first, state.now.latest_us()) != v1::ERROR_REASON_UNSPECIFIED)
        continue;
      if (response->items_size() == rows) {
        response->set_next_page_token(TokenFrom(it->first));
        break;
      }
      *response->add_items() = it->second.item;
    }
    return absl::OkStatus();
  };
  (*shard)->Read(inspect, Reply(response, std::move(done)));
}

}  // namespace winnow::loop
