// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/release_place.h"

#include <utility>

#include "server/loop/error.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {

absl::Status ReleaseUnknown() {
  return Unknown(v1::ERROR_REASON_RELEASE_UNKNOWN,
                 "No such release, or no such verdict of it. ListReleases names those of a queue.");
}

absl::StatusOr<v1::ReleaseVerdict> ReleasePlace::ReadVerdict(uint32_t number) const {
  if (number == 0) number = release.verdicts();
  auto record = storage::VerdictTable::Get(shard->engine(), shard->id(), {id, number});
  if (!record.ok()) return record.status();
  if (!record->has_value()) return ReleaseUnknown();
  return std::move(*(*record)->mutable_verdict());
}

absl::StatusOr<ReleasePlace> FindRelease(shard::Shards& shards, const Caller& caller,
                                         const ReleaseField& named, QueueRight right) {
  auto release_id = ParseReleaseName(named.name, named.field);
  if (!release_id.ok()) return release_id.status();
  const auto registry = shards.registry().Get();
  const auto known = registry->releases.find(*release_id);
  if (known == registry->releases.end() || !right(known->second, caller.grants))
    return ReleaseUnknown();
  const auto shard = ShardOfQueue(shards, known->second);
  if (!shard.ok()) return shard.status();
  ReleasePlace place;
  place.shard = *shard;
  place.queue_id = known->second;
  place.id.release_id = *std::move(release_id);
  absl::Status status = Peek(**shard, [&](const shard::ShardState& state) {
    const auto queue = FindQueue(state, place.queue_id);
    if (queue.ok()) place.id.queue_no = (*queue)->queue_no();
    return queue.status();
  });
  if (!status.ok()) return status;
  auto record = storage::ReleaseTable::Get(place.shard->engine(), place.shard->id(), place.id);
  if (!record.ok()) return record.status();
  // The name was bound, and the release not stored: its creation was cut short.
  if (!record->has_value()) return ReleaseUnknown();
  place.release = std::move(*(*record)->mutable_release());
  place.looks = std::move(*(*record)->mutable_looks());
  return place;
}

}  // namespace winnow::loop
