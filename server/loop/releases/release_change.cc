// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/release_change.h"

#include "server/loop/queue_lookup.h"
#include "server/shard/mutate_and_wait.h"

namespace winnow::loop {
namespace {

constexpr size_t kMostReleaseBytes = size_t{1} << 20;

}  // namespace

absl::StatusOr<EarlierCall> FindEarlier(shard::Shard& shard, const CallId& call,
                                        shard::Priority priority) {
  EarlierCall earlier;
  const auto find = [&](shard::ShardState& state, shard::MutationLog&) {
    const auto replay = FindReplay(state, call);
    if (replay.ok() && *replay != nullptr) earlier.record = **replay;
    return replay.status();
  };
  const auto position = shard::MutateForPosition(shard, find, priority);
  if (!position.ok()) return position.status();
  earlier.position = ToProto(*position);
  return earlier;
}

absl::Status CheckSize(const v1::Release& release) {
  if (release.ByteSizeLong() <= kMostReleaseBytes) return absl::OkStatus();
  return FieldsInvalid(
      {{"release", "would hold more than 1 MiB; name fewer slices, or create another one"}});
}

absl::StatusOr<shard::Position> StoreRelease(
    const ReleasePlace& place, const ReleaseEdit& edit,
    absl::FunctionRef<absl::Status(shard::ShardState&, shard::QueueState&, shard::Mutation&)>
        write) {
  const auto store = [&](shard::ShardState& state, shard::MutationLog& log) -> absl::Status {
    const auto queue = FindQueue(state, place.queue_id);
    if (!queue.ok()) return queue.status();
    shard::Mutation mutation;
    if (absl::Status status = write(state, **queue, mutation); !status.ok()) return status;
    storage::v1::ReleaseRecord record;
    *record.mutable_release() = place.release;
    *record.mutable_looks() = place.looks;
    storage::ReleaseTable::Put(state.shard, place.id, record, &mutation.writes);
    RememberCall(edit.call, edit.remembered, state, mutation.writes);
    mutation.leaf = {.principal = edit.call.key.principal,
                     .method = edit.call.key.method,
                     .object = edit.object,
                     .decision = edit.decision,
                     .policy = (*queue)->policy_name(),
                     .payload = RequestPayload(edit.call)};
    log.Add(std::move(mutation));
    return absl::OkStatus();
  };
  return shard::MutateForPosition(*place.shard, store, edit.priority);
}

}  // namespace winnow::loop
