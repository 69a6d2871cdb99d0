// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/removal/purges.h"

#include <algorithm>

#include "server/loop/proto_time.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/registry_change.h"
#include "server/shard/mutate_and_wait.h"
#include "server/shard/tables.h"

namespace winnow::loop {

// By the wall clock, which may have been wrong: then once too often.
bool Purges::Removals::LeftBehind() const {
  if (last_us == 0) return false;
  const absl::Time purged = FromTimestamp(purge.time());
  return absl::FromUnixMicros(last_us) >= purged || purged > now;
}

absl::StatusOr<Purges::Removals> Purges::Look() {
  Removals removals;
  for (size_t i = 0; i < environment_.shards.size(); ++i) {
    absl::Status status = Peek(environment_.shards.at(i), [&](const shard::ShardState& state) {
      removals.now = state.now.wall;
      removals.since_start += state.removals;
      for (const auto& [id, queue] : state.queues)
        removals.last_us = std::max(removals.last_us, queue->last_removal_us);
      if (i > 0) return absl::OkStatus();
      removals.purge = state.purge;
      for (const auto& [key, erasure] : state.pending_registry->erasures) {
        if (erasure.purged()) continue;
        const absl::Time time = FromTimestamp(erasure.time());
        removals.oldest_erasure = std::min(removals.oldest_erasure.value_or(time), time);
      }
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  return removals;
}

absl::StatusOr<std::optional<absl::Time>> Purges::PendingSince() {
  const auto removals = Look();
  if (!removals.ok()) return removals.status();
  const bool pending = purged_.has_value() ? removals->since_start > *purged_
                                           : removals->since_start > 0 || removals->LeftBehind();
  std::optional<absl::Time> since = removals->oldest_erasure;
  if (pending) {
    if (!noticed_.has_value()) noticed_ = environment_.clock.WallNow();
    since = std::min(since.value_or(*noticed_), *noticed_);
  }
  environment_.metrics.removal().SetPurgePending(since);
  return since;
}

absl::Status Purges::Begin() {
  auto removals = Look();
  if (!removals.ok()) return removals.status();
  begun_ = *std::move(removals);
  return absl::OkStatus();
}

absl::Status Purges::Finish() {
  const auto finish = [&](shard::ShardState& state, shard::MutationLog& log) {
    shard::Mutation mutation;
    *state.purge.mutable_time() = ToTimestamp(begun_->now);
    storage::PurgeTable::Put(state.shard, "", state.purge, &mutation.writes);
    ChangeRegistry(state, [&](shard::RegistrySnapshot& next) {
      for (auto& [key, erasure] : next.erasures) {
        if (erasure.purged() || !erasure.has_receipt() ||
            FromTimestamp(erasure.receipt().erase_time()) > begun_->now) {
          continue;
        }
        erasure.set_purged(true);
        storage::ErasureTable::Put(state.shard, erasure.number(), erasure, &mutation.writes);
      }
    });
    mutation.leaf = {.method = "PurgeStorage", .object = "storage", .decision = "PURGED"};
    log.Add(std::move(mutation));
    return absl::OkStatus();
  };
  absl::Status status = shard::MutateAndWait(environment_.shards.control(), finish);
  if (!status.ok()) return status;
  purged_ = begun_->since_start;
  begun_.reset();
  noticed_.reset();
  return PendingSince().status();
}

}  // namespace winnow::loop
