// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/dispatch.h"

#include <memory>
#include <optional>
#include <utility>

#include "server/loop/batch_grant.h"
#include "server/loop/lease_change.h"
#include "server/loop/lease_verb.h"
#include "server/loop/lease_verbs.h"
#include "server/loop/manifest.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/stored_batch.h"

namespace winnow::loop {
namespace {

// One call of RequestBatch.
struct GrantCall {
  CallId id;
  shard::Shard& shard;
  v1::RequestBatchResponse response = {};
  std::optional<BatchRef> replay = std::nullopt;  // the batch that the call was granted before
  uint32_t queue_no = 0;
};

absl::Status DecideGrant(Environment& environment, const v1::RequestBatchRequest& request,
                         const std::string& queue_id, shard::ShardState& state, GrantCall& call,
                         shard::MutationLog& log) {
  auto queue = FindQueue(state, queue_id);
  if (!queue.ok()) return queue.status();
  call.queue_no = (*queue)->queue_no();
  ExpireDue(state, **queue, log, environment.metrics.lease());
  auto replay = FindReplay(state, call.id);
  if (!replay.ok()) return replay.status();
  if (*replay != nullptr) {
    auto ref = ParseBatchName((*replay)->resource(), "batch");
    if (!ref.ok()) return ref.status();
    call.replay = *std::move(ref);
    return absl::OkStatus();
  }
  return BatchGrant(environment, state, **queue, {call.id, request}).Run(log, call.response);
}

// The answer of a call that was granted before, from the rows of its batch.
absl::Status RebuildGrant(GrantCall& call) {
  auto stored = ReadBatch(call.shard, {call.queue_no, call.replay->batch_no});
  if (!stored.ok()) return stored.status();
  call.response.set_batch(BatchName(call.replay->queue, call.replay->batch_no));
  call.response.mutable_lease()->set_token(shard::LeaseToken(call.replay->batch_no, stored->lease));
  *call.response.mutable_lease()->mutable_expire_time() = stored->lease.expire_time();
  *call.response.mutable_manifest() = stored->batch.manifest();
  for (const v1::QuotaLine& quota : stored->batch.manifest().quotas()) {
    if (quota.shortfall() > 0) *call.response.add_shortfalls() = quota;
  }
  for (int i = 0; i < stored->batch.items_size(); ++i) {
    auto item = OpenItem(stored->batch.items(i));
    if (!item.ok()) return item.status();
    *call.response.add_items() = BatchItemOf(*item, StateOf(stored->lease, i));
  }
  return absl::OkStatus();
}

}  // namespace

void Dispatch::RequestBatch(const Caller& caller, const v1::RequestBatchRequest& request,
                            Done<v1::RequestBatchResponse> done) {
  auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  auto id = IdentifyCall(caller, "RequestBatch", request);
  if (!id.ok()) return done(id.status());
  auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  auto call = std::make_shared<GrantCall>(GrantCall{.id = *std::move(id), .shard = **shard});
  (*shard)->Mutate(
      [&](shard::ShardState& state, shard::MutationLog& log) {
        return DecideGrant(environment_, request, *queue_id, state, *call, log);
      },
      [call, done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
        if (!position.ok()) return done(position.status());
        if (call->replay.has_value()) {
          if (absl::Status status = RebuildGrant(*call); !status.ok())
            return done(std::move(status));
        }
        *call->response.mutable_position() = ToProto(*position);
        done(std::move(call->response));
      });
}

void Dispatch::RenewLease(const Caller& caller, const v1::RenewLeaseRequest& request,
                          Done<v1::RenewLeaseResponse> done) {
  LeaseCall<RenewVerb>::Run(environment_, caller, request, std::move(done));
}

void Dispatch::ReturnItems(const Caller& caller, const v1::ReturnItemsRequest& request,
                           Done<v1::ReturnItemsResponse> done) {
  LeaseCall<ReturnVerb>::Run(environment_, caller, request, std::move(done));
}

void Dispatch::CompleteBatch(const Caller& caller, const v1::CompleteBatchRequest& request,
                             Done<v1::CompleteBatchResponse> done) {
  LeaseCall<CompleteVerb>::Run(environment_, caller, request, std::move(done));
}

void Dispatch::CancelBatch(const Caller& caller, const v1::CancelBatchRequest& request,
                           Done<v1::CancelBatchResponse> done) {
  LeaseCall<CancelVerb>::Run(environment_, caller, request, std::move(done));
}

void Dispatch::ExpireLeases(size_t shard) {
  environment_.shards.at(shard).Mutate(
      [&](shard::ShardState& state, shard::MutationLog& log) {
        for (const auto& [id, queue] : state.queues)
          ExpireDue(state, *queue, log, environment_.metrics.lease());
        return absl::OkStatus();
      },
      [](const absl::StatusOr<shard::Position>&) {});
}

}  // namespace winnow::loop
