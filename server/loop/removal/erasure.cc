// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/removal/erasure.h"

#include <future>

#include "absl/strings/str_cat.h"
#include "server/loop/error.h"
#include "server/loop/proto_time.h"
#include "server/loop/registry_change.h"
#include "server/shard/mutate_and_wait.h"

namespace winnow::loop {

using shard::MutationLog;
using shard::ShardState;

absl::Status Erasure::Run() {
  absl::Status status = Begin();
  if (!status.ok() || record_.has_receipt()) return status;
  status = Follow();
  if (status.ok()) status = EraseFromShards();
  if (status.ok()) status = Complete();
  return status.ok() ? Follow() : status;
}

// Also for one that was begun before: what is durable is what every shard has to know.
absl::Status Erasure::Begin() {
  const auto begin = [&](ShardState& state, MutationLog& log) -> absl::Status {
    if (order_.call.has_value()) {
      // A subject has one erasure: the answer to a repeated call is that of its receipt.
      if (const auto replay = FindReplay(state, *order_.call); !replay.ok()) return replay.status();
    }
    const auto& erasures = state.pending_registry->erasures;
    const auto known = erasures.find(shard::SubjectKey(order_.subject_digest));
    if (known != erasures.end()) {
      record_ = known->second;
      registry_ = state.pending_registry;
      return absl::OkStatus();
    }
    record_.set_number(erasures.size() + 1);
    record_.set_subject_digest(std::string(order_.subject_digest.view()));
    *record_.mutable_time() = ToTimestamp(state.now.wall);
    shard::Mutation mutation;
    Put(state, mutation.writes);
    mutation.leaf = {.principal = order_.principal,
                     .method = order_.method,
                     .object = Name(),
                     .decision = "BEGUN",
                     .policy = "",
                     .payload = Payload()};
    log.Add(std::move(mutation));
    return absl::OkStatus();
  };
  const auto position = shard::MutateForPosition(environment_.shards.control(), begin);
  if (position.ok()) position_ = *position;
  return position.status();
}

void Erasure::Put(ShardState& state, storage::WriteSet& writes) {
  storage::ErasureTable::Put(state.shard, record_.number(), record_, &writes);
  ChangeRegistry(state, [&](shard::RegistrySnapshot& next) {
    next.erasures[shard::SubjectKey(order_.subject_digest)] = record_;
  });
  registry_ = state.pending_registry;
}

absl::Status Erasure::Follow() {
  std::promise<absl::Status> followed;
  environment_.shards.Follow(registry_,
                             [&](absl::Status status) { followed.set_value(std::move(status)); });
  return followed.get_future().get();
}

absl::Status Erasure::EraseFromShards() {
  for (size_t i = 0; i < environment_.shards.size(); ++i) {
    absl::Status status = EraseFromShard(environment_.shards.at(i));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Erasure::EraseFromShard(shard::Shard& shard) {
  const auto queues = QueuesOf(shard);
  if (!queues.ok()) return queues.status();
  RemovalCounts of_shard;
  for (const std::string& queue : *queues) {
    const RemovalOrder order{
        shard,
        queue,
        [key = shard::SubjectKey(order_.subject_digest)](
            const shard::CandidateRow& row, const shard::Moment&) { return row.subject == key; },
        v1::REMOVAL_REASON_ERASURE,
        order_.principal,
        order_.method,
        std::string(order_.subject_digest.view()),
        environment_.limits.removal_portion,
        stopping_};
    RemovalCounts of_queue;
    absl::Status status = RemoveAll(order, &of_queue);
    environment_.metrics.removal().CountRemoved("ERASURE", of_queue.candidates);
    if (!status.ok()) return status;
    of_shard.Add(of_queue);
  }
  counts_.Add(of_shard);
  if (of_shard.candidates == 0) return absl::OkStatus();
  const auto close = [&](ShardState&, MutationLog& log) {
    log.Add({{},
             {.principal = order_.principal,
              .method = order_.method,
              .object = Name(),
              .decision = "ERASED",
              .policy = "",
              .payload = Payload()}});
    return absl::OkStatus();
  };
  const auto position = shard::MutateForPosition(shard, close);
  if (!position.ok()) return position.status();
  v1::ErasureLeaf& leaf = leaves_.emplace_back();
  leaf.set_shard(position->shard);
  leaf.set_seq(position->seq);
  return absl::OkStatus();
}

absl::Status Erasure::Complete() {
  const auto complete = [&](ShardState& state, MutationLog& log) {
    v1::ErasureReceipt& receipt = *record_.mutable_receipt();
    receipt.set_subject_digest(record_.subject_digest());
    *receipt.mutable_erase_time() = ToTimestamp(state.now.wall);
    *receipt.mutable_physical_deadline() =
        ToTimestamp(FromTimestamp(record_.time()) + kPhysicalDeadline);
    receipt.set_candidates(counts_.candidates);
    receipt.set_labels(counts_.labels);
    receipt.set_batches(counts_.batches);
    v1::ErasureLeaf& own = *receipt.add_leaves();
    own.set_shard(state.shard);
    own.set_seq(state.seq + 1);  // of this mutation, the first of this command
    for (const v1::ErasureLeaf& leaf : leaves_) *receipt.add_leaves() = leaf;
    shard::Mutation mutation;
    Put(state, mutation.writes);
    if (order_.call.has_value()) {
      storage::v1::RequestRecord request;
      request.set_resource(Name());
      RememberCall(*order_.call, std::move(request), state, mutation.writes);
    }
    mutation.leaf = {.principal = order_.principal,
                     .method = order_.method,
                     .object = Name(),
                     .decision = "COMPLETED",
                     .policy = "",
                     .payload = Payload()};
    log.Add(std::move(mutation));
    return absl::OkStatus();
  };
  const auto position = shard::MutateForPosition(environment_.shards.control(), complete);
  if (position.ok()) position_ = *position;
  return position.status();
}

v1::AuditPayload Erasure::Payload() const {
  v1::AuditPayload payload;
  payload.mutable_removed()->set_reason(v1::REMOVAL_REASON_ERASURE);
  payload.mutable_removed()->set_subject_digest(std::string(order_.subject_digest.view()));
  return payload;
}

std::string Erasure::Name() const { return absl::StrCat("erasures/", record_.number()); }

}  // namespace winnow::loop
