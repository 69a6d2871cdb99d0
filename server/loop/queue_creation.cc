// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/queue_creation.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "server/loop/error.h"
#include "server/loop/policy_activation.h"
#include "server/loop/proto_time.h"
#include "server/loop/queue_messages.h"
#include "server/loop/reply.h"
#include "server/loop/resource_name.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

// The shard with the fewest queues, the lowest of several.
storage::ShardId LeastLoaded(const shard::ShardState& state, size_t shards) {
  std::vector<size_t> queues(shards, 0);
  for (const auto& [id, shard] : state.directory) {
    if (shard < shards) ++queues[shard];
  }
  return static_cast<storage::ShardId>(std::min_element(queues.begin(), queues.end()) -
                                       queues.begin());
}

// What the creator of a queue says about it.
std::string Content(v1::Queue queue) {
  queue.clear_create_time();
  return queue.SerializeAsString();
}

}  // namespace

void QueueCreation::Start() {
  const auto decide = [this](shard::ShardState& state, shard::MutationLog& log) {
    return Assign(state, log);
  };
  environment_.shards.control().Mutate(
      decide, [self = shared_from_this()](absl::StatusOr<shard::Position> position) {
        if (!position.ok()) return self->done_(position.status());
        self->Make();
      });
}

absl::Status QueueCreation::Assign(shard::ShardState& state, shard::MutationLog& log) {
  const auto replay = FindReplay(state, order_.call);
  if (!replay.ok()) return replay.status();
  repeated_ = *replay != nullptr;
  if (const auto known = state.directory.find(order_.queue_id); known != state.directory.end()) {
    shard_ = known->second;
    return absl::OkStatus();
  }
  // Before anything is stored: a policy that is not approved leaves no queue behind.
  if (order_.policy.has_value()) {
    if (absl::Status status = CheckApproved(*order_.policy); !status.ok()) return status;
  }
  shard_ = LeastLoaded(state, environment_.shards.size());
  state.directory[order_.queue_id] = shard_;
  storage::v1::QueueDirectoryRecord record;
  record.set_queue_id(order_.queue_id);
  record.set_shard(shard_);
  shard::Mutation mutation;
  storage::QueueDirectory::Put(state.shard, order_.queue_id, record, &mutation.writes);
  storage::v1::RequestRecord remembered;
  remembered.set_resource(QueueName(order_.queue_id));
  RememberCall(order_.call, std::move(remembered), state, mutation.writes);
  mutation.leaf = {.principal = order_.call.key.principal,
                   .method = order_.call.key.method,
                   .object = QueueName(order_.queue_id),
                   .decision = "ASSIGNED",
                   .policy = "",
                   .payload = RequestPayload(order_.call)};
  log.Add(std::move(mutation));
  return absl::OkStatus();
}

void QueueCreation::Make() {
  if (shard_ >= environment_.shards.size()) {
    return done_(absl::DataLossError("the directory names a shard that this database lacks"));
  }
  const auto decide = [this](shard::ShardState& state, shard::MutationLog& log) {
    return MakeQueue(state, log);
  };
  environment_.shards.at(shard_).Mutate(
      decide, [self = shared_from_this()](absl::StatusOr<shard::Position> position) {
        self->Finish(std::move(position));
      });
}

absl::Status QueueCreation::MakeQueue(shard::ShardState& state, shard::MutationLog& log) {
  if (const shard::QueueState* known = state.FindQueue(order_.queue_id)) {
    *response_.mutable_queue() = ToMessage(known->record, state.shard);
    return repeated_ ? absl::OkStatus() : Compare(known->record);
  }
  storage::v1::QueueRecord record;
  record.set_queue_no(++state.last_queue_no);
  record.set_queue_id(order_.queue_id);
  *record.mutable_queue() = order_.queue;
  *record.mutable_queue()->mutable_create_time() = ToTimestamp(state.now.wall);
  record.set_version(1);
  auto queue = std::make_unique<shard::QueueState>(std::move(record));
  queue->frame.SetRegistry(state.registry, state.now.latest_us());
  std::string decision = "CREATED";
  if (order_.policy.has_value()) {
    const auto active = Activate(*order_.policy, order_.queue, state.now.latest_us(), *queue);
    if (!active.ok()) return active.status();
    decision = std::string(DecisionOf(*active));
  }
  shard::Mutation mutation;
  storage::QueueTable::Put(state.shard, order_.queue_id, queue->record, &mutation.writes);
  mutation.leaf = {.principal = order_.call.key.principal,
                   .method = order_.call.key.method,
                   .object = QueueName(order_.queue_id),
                   .decision = std::move(decision),
                   .policy = queue->policy_name(),
                   .payload = RequestPayload(order_.call)};
  if (order_.policy.has_value()) {
    *mutation.leaf.payload.mutable_policy_activated() =
        ActivatedFact(order_.queue_id, *order_.policy);
  }
  log.Add(std::move(mutation));
  *response_.mutable_queue() = ToMessage(queue->record, state.shard);
  state.queues[order_.queue_id] = std::move(queue);
  return absl::OkStatus();
}

absl::Status QueueCreation::Compare(const storage::v1::QueueRecord& record) const {
  if (Content(record.queue()) != Content(order_.queue)) {
    return Exists("A queue of this name exists with another content. Change it with UpdateQueue.");
  }
  if (order_.policy.has_value() && !IsActive(record, *order_.policy)) {
    return Exists(
        "A queue of this name exists and follows another policy. Change it with "
        "ActivatePolicyRevision.");
  }
  return absl::OkStatus();
}

void QueueCreation::Finish(absl::StatusOr<shard::Position> position) {
  if (!position.ok()) return done_(position.status());
  environment_.shards.AddQueue(order_.queue_id, shard_);
  *response_.mutable_position() = ToProto(*position);
  done_(std::move(response_));
}

}  // namespace winnow::loop
